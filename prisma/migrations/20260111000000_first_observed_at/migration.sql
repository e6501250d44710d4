-- Readers are not locked out, and writers wait, so that no merge can deadlock with the update.
LOCK TABLE offers IN SHARE ROW EXCLUSIVE MODE;

-- The earliest observation that is known: `created_at` is when its row was written.
--
-- A `<` age was stored as half of it, and ends at the observation. The precision is in the text, which only the parser
-- reads: a week is the coarsest unit, and bounds have none. The next observation narrows the interval.
UPDATE offers AS o
SET first_observed_at    = least(o.created_at, o.observed_at),
    last_conversion_from = stated.ends - CASE WHEN o.last_conv_raw ~ '[<>+]' THEN interval '3650 days' ELSE interval '7 days' END,
    last_conversion_to   = stated.ends,
    last_conversion_at   = stated.ends
FROM (
    SELECT offer_id, CASE WHEN last_conversion_at IS NOT NULL AND last_conv_raw ~ '^\s*<'
        THEN coalesce((stale ->> 'lastConversion')::timestamptz, observed_at) ELSE last_conversion_at END AS ends
    FROM offers WHERE first_observed_at IS NULL
) AS stated
WHERE o.offer_id = stated.offer_id;

ALTER TABLE offers VALIDATE CONSTRAINT offers_first_observed_at_check;
ALTER TABLE offers VALIDATE CONSTRAINT offers_last_conversion_check;

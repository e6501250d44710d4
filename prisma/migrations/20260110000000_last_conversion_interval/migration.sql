-- Ages have a precision: `2h` is at least two and less than three hours. The moment of the last conversion is therefore
-- an interval, (last_conversion_from, last_conversion_to].
ALTER TABLE offers
    ADD COLUMN last_conversion_from timestamptz,
    ADD COLUMN last_conversion_to   timestamptz,
    ADD COLUMN last_merge_changed   boolean NOT NULL DEFAULT false,
    ADD COLUMN last_merge_paused    boolean NOT NULL DEFAULT false,
    -- Added here and filled by the next migration, which therefore does not lock out the readers.
    ADD COLUMN first_observed_at    timestamptz;

-- A `<` age was stored as half of it, and ends at the observation. The precision is in the text, which only the parser
-- reads: a week is the coarsest unit, and bounds have none. The next observation narrows the interval.
UPDATE offers AS o
SET last_conversion_from = stated.ends - CASE WHEN o.last_conv_raw ~ '[<>+]' THEN interval '3650 days' ELSE interval '7 days' END,
    last_conversion_to   = stated.ends,
    last_conversion_at   = stated.ends
FROM (
    SELECT offer_id, CASE WHEN last_conv_raw ~ '^\s*<'
        THEN coalesce((stale ->> 'lastConversion')::timestamptz, observed_at) ELSE last_conversion_at END AS ends
    FROM offers WHERE last_conversion_hour IS NOT NULL
) AS stated
WHERE o.offer_id = stated.offer_id;

-- A worker of an earlier version writes neither of these columns. Its saves fail, so that they are retried until a worker
-- of this version takes them. The next migration checks the existing rows.
ALTER TABLE offers
    ADD CONSTRAINT offers_last_conversion_check CHECK (
        CASE WHEN last_conversion_at IS NULL
        THEN last_conversion_from IS NULL AND last_conversion_to IS NULL
        ELSE (last_conversion_from < last_conversion_to AND last_conversion_to = last_conversion_at) IS TRUE
        END) NOT VALID,
    ADD CONSTRAINT offers_first_observed_at_check CHECK (first_observed_at IS NOT NULL) NOT VALID;

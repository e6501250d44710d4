-- The offers that left the ConversionList within the last day. HIGH requests them too, so that an offer that is back
-- returns to the list within one tick. Each refresh of the list writes it and deletes rows older than a day.
CREATE TABLE conversion_list_left (
    offer_id text COLLATE "C" PRIMARY KEY,
    left_at  timestamptz NOT NULL DEFAULT now()
);

-- The list has no record of what left it before. Of the offers that would be on it if they were Active, these stopped
-- being Active within the last day.
INSERT INTO conversion_list_left (offer_id, left_at)
SELECT offer_id, left_active_at FROM offers
WHERE last_conversion_hour IS NOT NULL AND status <> 'Active' AND left_active_at > now() - interval '24 hours'
  AND NOT EXISTS (SELECT FROM conversion_list AS listed WHERE listed.offer_id = offers.offer_id);

-- The first known use of a daily cap, and the first readable payout, are what later ones are compared with, and no episodes.
-- cap_level: the highest of 80, 90 and 100 % since less than 70 % were used; 0: none; null: the use is not known.
ALTER TABLE alert_baselines
    ADD COLUMN payout_known boolean NOT NULL DEFAULT true,
    ADD COLUMN currency_known boolean NOT NULL DEFAULT true,
    ADD COLUMN cap_level smallint;

-- The episodes of caps that were used before the first look at their offer. None of them has a message. First looks were those
-- of the first step that judged, and those at new offers.
WITH first_looks AS (
    DELETE FROM episodes AS e
    WHERE kind = 'cap_reached' AND NOT is_sent AND acknowledged_at IS NULL
      AND (created_at < (SELECT min(created_at) FROM episodes) + interval '1 minute'
        OR EXISTS (SELECT FROM offers AS o WHERE o.offer_id = e.offer_id AND o.first_observed_at = e.started_at))
    RETURNING ended_at
)
UPDATE episode_totals AS t SET started = t.started - d.started, ended = t.ended - d.ended
FROM (SELECT count(*) AS started, count(ended_at) AS ended FROM first_looks) AS d
WHERE t.kind = 'cap_reached';

UPDATE alert_baselines AS b
SET payout_known = (o.stale -> 'payout') IS DISTINCT FROM 'null', currency_known = (o.stale -> 'currency') IS DISTINCT FROM 'null',
    cap_level = (SELECT (facts ->> 'level')::smallint FROM episodes AS e
        WHERE e.kind = 'cap_reached' AND coalesce(e.offer_id, '') = b.offer_id AND e.ended_at IS NULL)
FROM offers AS o WHERE o.offer_id = b.offer_id;

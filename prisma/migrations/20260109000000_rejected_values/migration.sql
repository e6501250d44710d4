-- One row per offer, field, reason and raw text, with the number of observations. Before, each observation added a row.
-- Both tables first, in one order, so that a worker's save cannot deadlock with this.
LOCK TABLE run_requests, rejected_rows IN ACCESS EXCLUSIVE MODE;

CREATE TABLE rejected_rows_keyed AS
SELECT encode(sha256(convert_to(jsonb_build_array(offer_id, field, reason, raw)::text, 'UTF8')), 'hex') AS key, *
FROM rejected_rows;

-- The requests of runs in progress: a retry counts nothing twice.
ALTER TABLE run_requests
    ADD COLUMN rejected_keys text[] NOT NULL DEFAULT '{}',
    ADD COLUMN added_keys    text[] NOT NULL DEFAULT '{}';
UPDATE run_requests AS r SET rejected_keys = counted.keys
FROM (
    SELECT workflow_id, run_id, request_key, array_agg(DISTINCT key) AS keys
    FROM rejected_rows_keyed GROUP BY workflow_id, run_id, request_key
) AS counted
WHERE (r.workflow_id, r.run_id, r.request_key) = (counted.workflow_id, counted.run_id, counted.request_key);

-- The table is changed and not replaced, so that its privileges stay.
TRUNCATE rejected_rows;
ALTER TABLE rejected_rows DROP COLUMN id, DROP COLUMN ordinal, DROP COLUMN observed_at;
ALTER TABLE rejected_rows
    ADD COLUMN key        text COLLATE "C" PRIMARY KEY,
    ADD COLUMN first_seen timestamptz NOT NULL,
    ADD COLUMN last_seen  timestamptz NOT NULL,
    ADD COLUMN count      integer NOT NULL;

INSERT INTO rejected_rows
    (key, offer_id, field, reason, raw, first_seen, last_seen, count, workflow_id, run_id, request_key)
SELECT DISTINCT ON (key) key, offer_id, field, reason, raw, min(observed_at) OVER same, observed_at, count(*) OVER same,
    workflow_id, run_id, request_key
FROM rejected_rows_keyed
WINDOW same AS (PARTITION BY key)
ORDER BY key, observed_at DESC, id DESC;

DROP TABLE rejected_rows_keyed;

CREATE INDEX rejected_rows_last_seen_idx ON rejected_rows (last_seen);

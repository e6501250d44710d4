-- The history of the mirror: one row for each observation that changed a lasting field of an offer, or found a new one.
-- A schema of its own, so that some 400 daily partitions do not clutter the list of tables.
CREATE SCHEMA history;

CREATE TABLE history.offer_changes (
    offer_id    text COLLATE "C" NOT NULL,
    observed_at timestamptz NOT NULL,
    is_new      boolean NOT NULL,
    changes     jsonb NOT NULL
) PARTITION BY RANGE (observed_at);

CREATE INDEX offer_changes_offer_idx ON history.offer_changes (offer_id, observed_at);
CREATE INDEX offer_changes_time_idx ON history.offer_changes (observed_at);

-- A missing partition must never stop the mirror.
CREATE TABLE history.offer_changes_default PARTITION OF history.offer_changes DEFAULT;

-- The hourly refresh of the ConversionList creates the next ones.
DO $$
DECLARE
    first date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
    FOR day IN 0..7 LOOP
        EXECUTE format(
            'CREATE TABLE history.offer_changes_%s PARTITION OF history.offer_changes FOR VALUES FROM (%L) TO (%L)',
            to_char(first + day, 'YYYYMMDD'),
            to_char(first + day, 'YYYY-MM-DD') || ' 00:00+00',
            to_char(first + day + 1, 'YYYY-MM-DD') || ' 00:00+00');
    END LOOP;
END $$;

-- Tells the merging statement its own result, as last_merge_changed does.
ALTER TABLE offers ADD COLUMN last_merge_changes jsonb;

-- Offers of which the mirror already had a later observation, so that this one added nothing.
ALTER TABLE run_requests ADD COLUMN overtaken_count integer NOT NULL DEFAULT 0;
ALTER TABLE sync_runs ADD COLUMN offers_overtaken integer;

-- The latest time of the database's clock that the mirror has used: it shows that the clock was set back.
CREATE TABLE clock_high_water (
    only_row boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    latest   timestamptz NOT NULL
);
INSERT INTO clock_high_water (latest)
SELECT greatest(
    (SELECT max(observed_at) FROM offers),
    (SELECT max(started_at) FROM sync_runs),
    timestamptz 'epoch'
);

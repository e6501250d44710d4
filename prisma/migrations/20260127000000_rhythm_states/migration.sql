-- The states of the rhythms in a table of their own. Nearly every observation updates a row of offer_rhythms, and only one
-- with news changes a state: without it the row is a tenth as wide. As arrays of numbers, the long parts of a state are read
-- and written without parsing JSON, and are small enough to stay uncompressed.
CREATE TABLE rhythm_states (
    offer_id        text COLLATE "C" PRIMARY KEY,
    hourly_count    double precision[] NOT NULL,
    hourly_exposure double precision[] NOT NULL,
    gap_histogram   double precision[] NOT NULL,
    state           jsonb NOT NULL
) WITH (fillfactor = 50);

INSERT INTO rhythm_states (offer_id, hourly_count, hourly_exposure, gap_histogram, state)
SELECT offer_id, part.hourly_count, part.hourly_exposure, part.gap_histogram,
    state - '{hourlyCount,hourlyExposure,gapHistogram}'::text[]
FROM offer_rhythms, LATERAL (SELECT
    array_agg(value::float8 ORDER BY position) FILTER (WHERE key = 'hourlyCount') AS hourly_count,
    array_agg(value::float8 ORDER BY position) FILTER (WHERE key = 'hourlyExposure') AS hourly_exposure,
    array_agg(value::float8 ORDER BY position) FILTER (WHERE key = 'gapHistogram') AS gap_histogram
    FROM unnest('{hourlyCount,hourlyExposure,gapHistogram}'::text[]) AS key,
        jsonb_array_elements_text(state -> key) WITH ORDINALITY AS element (value, position)) AS part;

ALTER TABLE offer_rhythms DROP COLUMN state;

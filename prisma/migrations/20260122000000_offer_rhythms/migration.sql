-- How often each offer converts (src/domain/rhythm). An offer has a row once it was Active with a conversion.
--
-- Nearly every observation changes observed_at alone, so updates have to stay HOT: no index contains a column that is
-- updated often, and half of each page is left free.
CREATE TABLE offer_rhythms (
    offer_id      text COLLATE "C" PRIMARY KEY,
    observed_at   timestamptz NOT NULL,
    conversion_to timestamptz NOT NULL,
    stop_deadline timestamptz,
    per_hour      double precision NOT NULL,
    score         double precision,
    score_level   integer GENERATED ALWAYS AS
        (CASE WHEN score > 1e-9 THEN floor(ln(score) / ln(2::double precision)) WHEN score IS NOT NULL THEN -30 END) STORED,
    rescore_at    timestamptz NOT NULL,
    settings      text NOT NULL,
    state         jsonb NOT NULL
) WITH (fillfactor = 50);

-- Sorts by score. The level changes only when a score has doubled or halved.
CREATE INDEX offer_rhythms_by_score_idx ON offer_rhythms (score_level) WHERE score_level IS NOT NULL;

-- The spans in which the whole network showed next to no conversions: the silence of single offers says nothing then.
CREATE TABLE network_silences (
    started_at timestamptz PRIMARY KEY,
    ended_at   timestamptz
);

-- What the last HIGHs showed of the network: new conversions that their offers were expected to show, and those seen.
CREATE TABLE network_ticks (
    observed_at timestamptz PRIMARY KEY,
    expected    double precision NOT NULL,
    seen        integer NOT NULL
);

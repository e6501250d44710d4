-- What the alerts tell of: one row for each time that an offer, the network or the mirror was in a state worth a message.
-- An episode is open as long as the state lasts.
CREATE TABLE episodes (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text NOT NULL,
    offer_id        text COLLATE "C",
    offer_name      text,
    country         text,
    payout          numeric,
    currency        text,
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    facts           jsonb NOT NULL,
    end_facts       jsonb,
    is_sent         boolean NOT NULL,
    acknowledged_at timestamptz,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((ended_at IS NULL) = (end_facts IS NULL))
);

-- At most one open episode of a kind for each offer, and for the network and the mirror.
CREATE UNIQUE INDEX episodes_open_idx ON episodes (kind, coalesce(offer_id, '')) WHERE ended_at IS NULL;
CREATE INDEX episodes_by_offer_idx ON episodes (offer_id, kind, started_at);
-- For deleting old ones.
CREATE INDEX episodes_by_end_idx ON episodes (ended_at);

-- The status and the payout of each offer that the last judgement found: a difference from them is a change to tell.
CREATE TABLE alert_baselines (
    offer_id text COLLATE "C" PRIMARY KEY,
    status   text NOT NULL,
    payout   numeric,
    currency text
) WITH (fillfactor = 90);

-- What is recorded and not sent: the episodes of an offer, of a kind, or of a kind for an offer. Null: of all.
CREATE TABLE alert_mutes (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text,
    offer_id    text COLLATE "C",
    muted_until timestamptz,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (kind IS NOT NULL OR offer_id IS NOT NULL)
);
CREATE UNIQUE INDEX alert_mutes_of_idx ON alert_mutes (coalesce(kind, ''), coalesce(offer_id, ''));

-- The sums over all episodes of a kind, deleted ones included: the counters of /metrics.
CREATE TABLE episode_totals (
    kind    text PRIMARY KEY,
    started bigint NOT NULL,
    ended   bigint NOT NULL
);

-- Episodes that the run opened and closed, and the class of the error of a failed run.
ALTER TABLE sync_runs ADD COLUMN episodes_opened integer, ADD COLUMN episodes_closed integer, ADD COLUMN error_type text;

-- The name that existing reports read.
CREATE VIEW alert_history AS
SELECT id, kind, offer_id, offer_name, country, payout, currency, started_at, ended_at, facts, end_facts, is_sent,
    acknowledged_at
FROM episodes;

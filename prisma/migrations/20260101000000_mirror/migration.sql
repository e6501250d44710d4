-- The mirror: the latest observation of each offer. See the models in schema.prisma for what each column means.
--
-- Every observation updates its row, so updates have to stay HOT: no index touches a column that an observation
-- changes by itself (observed_at, last_conv_raw, last_conversion_at, stale), and half of each page is left free, since
-- one answer of a FULL updates all offers of a page in one transaction, and none of the old rows can go before it ends.
CREATE TABLE offers (
    offer_id             text COLLATE "C" PRIMARY KEY,
    offer_name           text,
    status               text,
    country              text,
    country_name         text,
    carrier              text,
    vertical             text,
    flow                 text,
    model                text,
    payout               numeric,
    currency             text,
    daily_cap            numeric,
    daily_cap_kind       text,
    filled_cap           numeric,
    filled_cap_kind      text,
    type_traffic         text,
    time_frame           text,
    traffic_restrictions text,
    landing_page         text,
    thumbnails           text,
    offer_url            text,
    last_conv_raw        text,
    last_conversion_at   timestamptz,
    last_conversion_hour timestamptz GENERATED ALWAYS AS
        (date_bin('1 hour', last_conversion_at, '2000-01-01T00:00:00Z'::timestamptz)) STORED,
    observed_at          timestamptz NOT NULL,
    stale                jsonb,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    left_active_at       timestamptz,
    CONSTRAINT offers_status_check CHECK (status IN ('Active', 'Paused', 'Blocked', 'Unknown')),
    CONSTRAINT offers_daily_cap_kind_check CHECK (daily_cap_kind IN ('none', 'open', 'count', 'percent')),
    CONSTRAINT offers_filled_cap_kind_check CHECK (filled_cap_kind IN ('none', 'open', 'count', 'percent'))
) WITH (fillfactor = 50);

-- The ConversionList is worked out from this, however large the catalogue is.
CREATE INDEX offers_converting_idx ON offers (offer_id) WHERE status = 'Active' AND last_conversion_hour IS NOT NULL;

-- What GET /api/offers sorts and filters by. Long texts are cut, since an index refuses a row with one.
CREATE INDEX offers_by_name_idx ON offers (left(offer_name, 100), offer_id);
CREATE INDEX offers_by_payout_idx ON offers (payout, offer_id);
CREATE INDEX offers_by_update_idx ON offers (updated_at, offer_id);
CREATE INDEX offers_by_conversion_idx ON offers (last_conversion_hour);
CREATE INDEX offers_by_country_idx ON offers (left(country, 100));
CREATE INDEX offers_by_carrier_idx ON offers (left(carrier, 100));
CREATE INDEX offers_by_vertical_idx ON offers (left(vertical, 100));
CREATE INDEX offers_by_flow_idx ON offers (left(flow, 100));

-- What a search looks in. A table of its own, since the index on parts of words is dear to write: a row changes only
-- when an offer gets another name.
CREATE TABLE offer_names (
    offer_id text COLLATE "C" PRIMARY KEY,
    words    text NOT NULL
);

-- Where the extension is not to be had, a search reads the whole table instead.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX offer_names_words_idx ON offer_names USING gin (words gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'searches go without an index, since pg_trgm is not to be had: %', SQLERRM;
END $$;

CREATE TABLE conversion_list (
    offer_id text COLLATE "C" PRIMARY KEY,
    added_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sync_runs (
    workflow_id          text NOT NULL,
    run_id               text NOT NULL,
    kind                 text NOT NULL,
    trigger              text NOT NULL,
    status               text NOT NULL,
    params               jsonb NOT NULL,
    started_at           timestamptz NOT NULL,
    finished_at          timestamptz,
    deadline_at          timestamptz NOT NULL,
    offers_active_before integer NOT NULL,
    pages_planned        integer,
    pages_read           integer,
    pages_reread         integer,
    offers_expected      integer,
    offers_met           integer,
    offers_distinct      integer,
    offers_duplicate     integer,
    offers_new           integer,
    offers_changed       integer,
    rows_rejected        integer,
    offers_swept         integer,
    offers_paused        integer,
    offers_gone          integer,
    offers_absent        integer,
    list_before          integer,
    list_after           integer,
    list_added           integer,
    list_removed         integer,
    complete             boolean,
    reasons              text[] NOT NULL DEFAULT '{}',
    notes                text[] NOT NULL DEFAULT '{}',
    error                text,
    duration_ms          bigint,
    requests             integer,
    retries              integer,
    PRIMARY KEY (workflow_id, run_id),
    CONSTRAINT sync_runs_kind_check CHECK (kind IN ('high', 'full', 'refresh')),
    CONSTRAINT sync_runs_trigger_check CHECK (trigger IN ('schedule', 'manual')),
    CONSTRAINT sync_runs_status_check CHECK
        (status IN ('running', 'completed', 'incomplete', 'failed', 'cancelled', 'timed_out', 'skipped'))
);

CREATE INDEX sync_runs_newest_idx ON sync_runs (started_at DESC, workflow_id DESC, run_id DESC);
CREATE INDEX sync_runs_newest_of_kind_idx ON sync_runs (kind, started_at DESC);

CREATE TABLE run_requests (
    workflow_id    text NOT NULL,
    run_id         text NOT NULL,
    request_key    text NOT NULL,
    purpose        text NOT NULL,
    observed_at    timestamptz NOT NULL,
    page           integer,
    page_size      integer,
    total          integer,
    total_pages    integer,
    ordering       text,
    lowest_id      bigint,
    highest_id     bigint,
    met_ids        text[] NOT NULL,
    absent_ids     text[] NOT NULL,
    received       integer NOT NULL,
    new_count      integer NOT NULL,
    changed_count  integer NOT NULL,
    paused_count   integer NOT NULL,
    rejected_count integer NOT NULL,
    attempts       integer NOT NULL,
    PRIMARY KEY (workflow_id, run_id, request_key),
    CONSTRAINT run_requests_purpose_check CHECK (purpose IN ('page', 'reread', 'batch', 'sweep'))
);

CREATE TABLE rejected_rows (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workflow_id text NOT NULL,
    run_id      text NOT NULL,
    request_key text NOT NULL,
    ordinal     integer NOT NULL,
    offer_id    text,
    field       text,
    reason      text NOT NULL,
    raw         text NOT NULL,
    observed_at timestamptz NOT NULL,
    UNIQUE (workflow_id, run_id, request_key, ordinal)
);

CREATE INDEX rejected_rows_observed_at_idx ON rejected_rows (observed_at);

CREATE TABLE mirror_origin (
    only_row   boolean PRIMARY KEY DEFAULT true,
    origin     text NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mirror_origin_only_row_check CHECK (only_row)
);

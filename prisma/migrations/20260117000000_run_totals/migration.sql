-- Offers whose status changed to Active from another: what `paused` is for the opposite change. Constant defaults do not
-- rewrite the tables.
ALTER TABLE offers ADD COLUMN last_merge_resumed boolean NOT NULL DEFAULT false;
ALTER TABLE run_requests ADD COLUMN resumed_count integer NOT NULL DEFAULT 0;
ALTER TABLE sync_runs ADD COLUMN offers_resumed integer;

-- The sums over all finished runs by kind and status, pruned runs included: the counters of /metrics. A run is added in
-- the transaction that writes its audit.
CREATE TABLE run_totals (
    kind           text NOT NULL,
    status         text NOT NULL,
    runs           bigint NOT NULL,
    requests       bigint NOT NULL,
    retries        bigint NOT NULL,
    rows_rejected  bigint NOT NULL,
    offers_new     bigint NOT NULL,
    offers_changed bigint NOT NULL,
    offers_paused  bigint NOT NULL,
    offers_resumed bigint NOT NULL,
    offers_gone    bigint NOT NULL,
    list_added     bigint NOT NULL,
    list_removed   bigint NOT NULL,
    PRIMARY KEY (kind, status)
);

-- The runs that were pruned before are not counted.
INSERT INTO run_totals
SELECT kind, status, count(*), coalesce(sum(requests), 0), coalesce(sum(retries), 0), coalesce(sum(rows_rejected), 0),
    coalesce(sum(offers_new), 0), coalesce(sum(offers_changed), 0), coalesce(sum(offers_paused), 0), 0,
    coalesce(sum(offers_gone), 0), coalesce(sum(list_added), 0), coalesce(sum(list_removed), 0)
FROM sync_runs WHERE status <> 'running' GROUP BY kind, status;

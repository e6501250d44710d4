/** SQL of the offers that the requests of a run have observed, as `o`. $1: its workflow id, $2: its run id. */
export const OBSERVED_OFFERS = `(SELECT DISTINCT id FROM run_requests, unnest(met_ids || absent_ids) AS id
    WHERE workflow_id = $1 AND run_id = $2) AS observed JOIN offers AS o ON o.offer_id = observed.id`;

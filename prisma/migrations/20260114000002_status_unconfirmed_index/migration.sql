-- Readiness and metrics count these offers. Normally the index is empty, and updates do not touch it.
CREATE INDEX CONCURRENTLY offers_status_unconfirmed_idx ON offers (offer_id) WHERE status_unconfirmed_at IS NOT NULL;

-- Readiness and metrics count these offers. Normally the index is empty, and updates do not touch it. A migration of its
-- own, so that readers do not wait while the table is searched.
CREATE INDEX offers_status_unconfirmed_idx ON offers (offer_id) WHERE status_unconfirmed_at IS NOT NULL;

-- GET /api/offers finds the offers that left the status Active within a period. Most never did.
CREATE INDEX CONCURRENTLY offers_by_left_active_idx ON offers (left_active_at) WHERE left_active_at IS NOT NULL;

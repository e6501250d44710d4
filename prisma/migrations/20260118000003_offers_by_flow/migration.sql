-- As offers_by_folded_country_idx.
CREATE INDEX CONCURRENTLY offers_by_folded_flow_idx ON offers (lower(left(flow, 100)));

-- As offers_by_folded_country_idx.
CREATE INDEX CONCURRENTLY offers_by_folded_carrier_idx ON offers (lower(left(carrier, 100)));

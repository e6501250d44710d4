-- As offers_by_folded_country_idx.
CREATE INDEX CONCURRENTLY offers_by_folded_vertical_idx ON offers (lower(left(vertical, 100)));

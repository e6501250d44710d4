-- GET /api/offers compares texts in lower case, by several values, and lists the values that exist. A B-tree can do all
-- three; the GIN index could not return values in order.
CREATE INDEX CONCURRENTLY offers_by_folded_country_idx ON offers (lower(left(country, 100)));

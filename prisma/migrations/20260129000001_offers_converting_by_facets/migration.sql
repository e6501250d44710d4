-- GET /api/offers sorts by the last conversion. With what it filters by in the same index, it reads only rows that match. Most
-- offers never convert.
CREATE INDEX CONCURRENTLY offers_converting_by_facets_idx ON offers
    (last_conversion_hour, lower(left(country, 100)), lower(left(vertical, 100)), lower(left(flow, 100)),
    lower(left(carrier, 100)), status) WHERE last_conversion_hour IS NOT NULL;

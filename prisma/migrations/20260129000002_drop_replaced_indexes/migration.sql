-- offers_converting_by_facets_idx and offers_by_folded_facets_idx begin with the same column as these.
DROP INDEX offers_by_conversion_idx, offers_by_folded_country_idx;

-- What the planner knows of an index's expressions goes with the index.
ANALYZE offers;

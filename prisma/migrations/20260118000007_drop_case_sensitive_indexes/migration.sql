-- The indexes on the texts as they are. Some exist only with btree_gin, the others only without it.
DROP INDEX IF EXISTS offers_by_facets_idx, offers_by_country_idx, offers_by_carrier_idx, offers_by_vertical_idx,
    offers_by_flow_idx, offers_by_currency_idx;

-- What the planner knows of an index's expressions goes with the index.
ANALYZE offers;

-- What the planner knows of an index's expressions goes with the index.
ANALYZE offers;

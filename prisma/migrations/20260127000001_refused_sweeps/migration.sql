-- The offers that a sweep did not mark, because they were too many. Null: it did not refuse to.
ALTER TABLE sync_runs ADD COLUMN offers_not_marked integer;

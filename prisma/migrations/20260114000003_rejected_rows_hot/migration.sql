-- Every repetition of a rejected value changes `last_seen`. Without an index on it, and with room in each table page, these
-- updates are HOT. Pruning, once an hour, reads the table: it has one row for each distinct value.
DROP INDEX rejected_rows_last_seen_idx;
ALTER TABLE rejected_rows SET (fillfactor = 70);

-- Writing each changed offer into the index at once took a third of the time of a page on which all offers changed. Put
-- aside and written many at a time, it takes next to none; what a reader has to go through besides the index stays
-- within 256 kB.
ALTER INDEX IF EXISTS offers_by_facets_idx SET (fastupdate = on, gin_pending_list_limit = 256);

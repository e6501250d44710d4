-- Most offers are Active: the index serves the other statuses.
CREATE INDEX CONCURRENTLY offers_by_status_idx ON offers (status);

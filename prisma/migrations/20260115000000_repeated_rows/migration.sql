-- Rows of an answer that are equal to another of its rows: each may have taken the place of an offer, so their page proves
-- nothing. A constant default does not rewrite the table.
ALTER TABLE run_requests ADD COLUMN repeated integer NOT NULL DEFAULT 0;

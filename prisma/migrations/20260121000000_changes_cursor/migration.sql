-- The transaction that wrote the row: readers follow the history in the order of these, up to the oldest transaction that
-- still runs, so that a row that is committed late is never skipped. The default is constant within this transaction, so
-- no row is rewritten.
ALTER TABLE history.offer_changes ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE INDEX offer_changes_cursor_idx ON history.offer_changes (transaction_id, observed_at, offer_id);

-- One row: since when conversions are kept. Earlier ones have been deleted.
CREATE TABLE history.conversions_kept (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    since    timestamptz NOT NULL
);

INSERT INTO history.conversions_kept (since) VALUES ('-infinity');

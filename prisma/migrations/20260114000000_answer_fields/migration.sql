-- What the answers of one request show about the network's fields. Null: the row was written by an older worker.
ALTER TABLE run_requests
    ADD COLUMN fields     jsonb,
    ADD COLUMN sample_row text;

-- What the last run of each kind found in each field, and what is usual for it.
CREATE TABLE answer_fields (
    kind             text NOT NULL,
    field            text NOT NULL,
    rows             integer NOT NULL,
    missing          integer NOT NULL,
    unreadable       integer NOT NULL,
    usual_missing    double precision NOT NULL,
    usual_unreadable double precision NOT NULL,
    problem          text,
    sample_row       text,
    checked_at       timestamptz NOT NULL,
    PRIMARY KEY (kind, field),
    CONSTRAINT answer_fields_kind_check CHECK (kind IN ('high', 'full'))
);

-- When the next request of each queue may go out: all workers take their turns here, one after the other.
CREATE TABLE request_turns (
    queue   text PRIMARY KEY,
    next_at timestamptz NOT NULL
);

-- One row per task queue: the send time of the queue's next request. All workers reserve their send times here.
ALTER TABLE request_turns RENAME TO request_pacing;
ALTER TABLE request_pacing RENAME COLUMN next_at TO next_send_at;
ALTER TABLE request_pacing RENAME CONSTRAINT request_turns_pkey TO request_pacing_pkey;

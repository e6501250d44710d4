-- For the number of messages of a channel that were given up: most messages are delivered.
CREATE INDEX CONCURRENTLY alert_messages_given_up_idx ON alert_messages (channel) WHERE given_up_at IS NOT NULL;

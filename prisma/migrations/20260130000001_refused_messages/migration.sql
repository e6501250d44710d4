-- When the channel first refused the message for its content. Null: it has not.
ALTER TABLE alert_messages ADD COLUMN refused_since timestamptz;

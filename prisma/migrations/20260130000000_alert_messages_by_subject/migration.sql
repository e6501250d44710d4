-- A message waits for earlier ones of the same kind and offer. While a channel is down, thousands of others may be pending.
CREATE INDEX CONCURRENTLY alert_messages_subject_idx ON alert_messages
    (channel, (notice #>> '{episode,kind}'), (coalesce(notice #>> '{episode,offerId}', '')), id)
    WHERE delivered_at IS NULL AND given_up_at IS NULL;

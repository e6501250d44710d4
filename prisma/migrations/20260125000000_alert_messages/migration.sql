-- The outbox of the alerts: one row for each episode, edge and channel.
CREATE TABLE alert_messages (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key           text COLLATE "C" NOT NULL UNIQUE,
    episode_id    bigint NOT NULL,
    edge          text NOT NULL,
    channel       text COLLATE "C" NOT NULL,
    notice        jsonb NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    dispatched_at timestamptz,
    digest        text COLLATE "C",
    claimed_at    timestamptz,
    attempted_at  timestamptz,
    attempts      integer NOT NULL DEFAULT 0,
    last_error    text,
    delivered_at  timestamptz,
    given_up_at   timestamptz
);

-- For the messages that are not delivered yet: those of a channel in their order, and those to dispatch.
CREATE INDEX alert_messages_pending_idx ON alert_messages (channel, id)
    WHERE delivered_at IS NULL AND given_up_at IS NULL;

-- For the messages that a channel sent within the last minute.
CREATE INDEX alert_messages_claimed_idx ON alert_messages (channel, claimed_at);

-- The state of each channel that had a message.
CREATE TABLE alert_channels (
    channel           text COLLATE "C" PRIMARY KEY,
    last_delivered_at timestamptz,
    last_failed_at    timestamptz,
    last_error        text,
    gone_since        timestamptz,
    disabled_at       timestamptz
);

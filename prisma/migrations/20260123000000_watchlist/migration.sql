-- The watch list: the offers that the user runs. HIGH requests them in addition to the ConversionList.
CREATE TABLE watchlist (
    offer_id        text COLLATE "C" PRIMARY KEY,
    note            text,
    sensitivity     text NOT NULL DEFAULT 'usual' CHECK (sensitivity IN ('quick', 'usual', 'sure')),
    silence_seconds integer CHECK (silence_seconds > 0),
    muted_until     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);

-- How many distinct conversions of an offer were seen in each hour. A lower bound: several between two observations are
-- seen as one.
CREATE TABLE history.conversions_seen (
    offer_id text COLLATE "C" NOT NULL,
    hour     timestamptz NOT NULL,
    seen     integer NOT NULL,
    PRIMARY KEY (offer_id, hour)
);

-- For deleting old hours.
CREATE INDEX conversions_seen_hour_idx ON history.conversions_seen (hour);

-- Tells the merging statement its own result, as last_merge_changed does.
ALTER TABLE offers ADD COLUMN last_merge_converted boolean NOT NULL DEFAULT false;

-- When offers were added to the ConversionList and removed from it, so that the list of an earlier time can be read. A row
-- is written by the refresh that changes the list.
CREATE TABLE history.conversion_list_changes (
    offer_id   text COLLATE "C" NOT NULL,
    changed_at timestamptz NOT NULL,
    is_listed  boolean NOT NULL
);

CREATE INDEX conversion_list_changes_offer_idx ON history.conversion_list_changes (offer_id, changed_at);
-- For deleting old rows.
CREATE INDEX conversion_list_changes_time_idx ON history.conversion_list_changes (changed_at);

-- The minutes of the hour in which a conversion was seen, as bits: 1 is minute 0. Zero: counted before there was this
-- column.
ALTER TABLE history.conversions_seen ADD COLUMN minutes bigint NOT NULL DEFAULT 0;

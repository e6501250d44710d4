-- Ages have a precision: `2h` is at least two and less than three hours. The moment of the last conversion is therefore
-- an interval, (last_conversion_from, last_conversion_to].
--
-- These changes read and write no row, so that readers are locked out for a moment only. The next migration fills the
-- columns.
ALTER TABLE offers
    ADD COLUMN last_conversion_from timestamptz,
    ADD COLUMN last_conversion_to   timestamptz,
    ADD COLUMN last_merge_changed   boolean NOT NULL DEFAULT false,
    ADD COLUMN last_merge_paused    boolean NOT NULL DEFAULT false,
    ADD COLUMN first_observed_at    timestamptz;

-- A worker of an earlier version writes neither of these columns. Its saves fail, so that they are retried until a worker
-- of this version takes them. The next migration checks the existing rows.
ALTER TABLE offers
    ADD CONSTRAINT offers_last_conversion_check CHECK (
        CASE WHEN last_conversion_at IS NULL
        THEN last_conversion_from IS NULL AND last_conversion_to IS NULL
        ELSE (last_conversion_from < last_conversion_to AND last_conversion_to = last_conversion_at) IS TRUE
        END) NOT VALID,
    ADD CONSTRAINT offers_first_observed_at_check CHECK (first_observed_at IS NOT NULL) NOT VALID;

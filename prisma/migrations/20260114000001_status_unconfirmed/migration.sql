-- Set: at least two observations in a row had no readable status. The offer then leaves the ConversionList.
ALTER TABLE offers ADD COLUMN status_unconfirmed_at timestamptz;

-- Readers are not locked out, and writers wait, so that no merge can deadlock with the update.
LOCK TABLE offers IN SHARE ROW EXCLUSIVE MODE;

-- The earliest observation that is known. `created_at` is when its row was written.
UPDATE offers SET first_observed_at = least(created_at, observed_at) WHERE first_observed_at IS NULL;

ALTER TABLE offers VALIDATE CONSTRAINT offers_first_observed_at_check;
ALTER TABLE offers VALIDATE CONSTRAINT offers_last_conversion_check;

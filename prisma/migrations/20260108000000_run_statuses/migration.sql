-- No run was ever recorded as skipped: a schedule does not start a run while the previous one is running.
ALTER TABLE sync_runs DROP CONSTRAINT sync_runs_status_check;
ALTER TABLE sync_runs ADD CONSTRAINT sync_runs_status_check CHECK
    (status IN ('running', 'completed', 'incomplete', 'failed', 'cancelled', 'timed_out'));

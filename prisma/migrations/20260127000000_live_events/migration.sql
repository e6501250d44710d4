-- What happened to runs, episodes and the watch list, for pages that follow it: one row for each event, written by the
-- transaction that caused it. Readers follow it in the order of the transactions, as they follow history.offer_changes.
-- Rows are deleted after a day.
CREATE TABLE history.live_events (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    type           text NOT NULL,
    data           jsonb NOT NULL
);
CREATE INDEX live_events_cursor_idx ON history.live_events (transaction_id, id);

-- Triggers, so that no statement that changes a run or an episode can leave out its event.
CREATE FUNCTION history.record_run_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO history.live_events (type, data) VALUES ('run', jsonb_build_object(
        'edge', CASE WHEN NEW.status = 'running' THEN 'started' ELSE 'ended' END,
        'workflowId', NEW.workflow_id, 'runId', NEW.run_id, 'kind', NEW.kind, 'status', NEW.status));
    RETURN NULL;
END $$;
CREATE TRIGGER sync_runs_started AFTER INSERT ON sync_runs
    FOR EACH ROW EXECUTE FUNCTION history.record_run_event();
CREATE TRIGGER sync_runs_ended AFTER UPDATE OF status ON sync_runs
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION history.record_run_event();

CREATE FUNCTION history.record_episode_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO history.live_events (type, data) VALUES ('episode', jsonb_build_object(
        'edge', TG_ARGV[0], 'id', NEW.id::text, 'kind', NEW.kind, 'offerId', NEW.offer_id,
        'isOpen', NEW.ended_at IS NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER episodes_started AFTER INSERT ON episodes
    FOR EACH ROW EXECUTE FUNCTION history.record_episode_event('started');
CREATE TRIGGER episodes_ended AFTER UPDATE OF ended_at ON episodes
    FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
    EXECUTE FUNCTION history.record_episode_event('ended');
CREATE TRIGGER episodes_acknowledged AFTER UPDATE OF acknowledged_at ON episodes
    FOR EACH ROW WHEN (OLD.acknowledged_at IS NULL AND NEW.acknowledged_at IS NOT NULL)
    EXECUTE FUNCTION history.record_episode_event('acknowledged');
CREATE TRIGGER episodes_changed AFTER UPDATE OF facts ON episodes
    FOR EACH ROW WHEN (OLD.facts IS DISTINCT FROM NEW.facts) EXECUTE FUNCTION history.record_episode_event('changed');

CREATE FUNCTION history.record_watch_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO history.live_events (type, data) VALUES ('watch', jsonb_build_object(
        'offerId', coalesce(NEW.offer_id, OLD.offer_id), 'isWatched', TG_OP <> 'DELETE'));
    RETURN NULL;
END $$;
CREATE TRIGGER watchlist_changed AFTER INSERT OR UPDATE OR DELETE ON watchlist
    FOR EACH ROW EXECUTE FUNCTION history.record_watch_event();

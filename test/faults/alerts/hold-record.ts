import type { Client } from 'pg';
import { poll } from '../../../harness/poll';

/** Identifies the lock. */
const LOCK = 25;

export interface HeldRecord {
  /** Wait until the service waits for the lock with this number of statements. */
  waitUntilHeld(statements: number): Promise<void>;
  release(): Promise<void>;
}

/**
 * Hold back each statement of the service that sets a column of a message of an alert, such as `delivered_at`: it waits
 * until it is released, or until its process is killed.
 */
export async function holdRecord(
  client: Client,
  column: 'dispatched_at' | 'delivered_at',
): Promise<HeldRecord> {
  await client.query(`
    CREATE OR REPLACE FUNCTION hold_record() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock(${LOCK}); RETURN NEW; END
    $$;
    CREATE TRIGGER hold_record BEFORE UPDATE ON alert_messages FOR EACH ROW
      WHEN (OLD.${column} IS NULL AND NEW.${column} IS NOT NULL) EXECUTE FUNCTION hold_record();
    SELECT pg_advisory_lock(${LOCK})`);
  return {
    waitUntilHeld: async (statements) => {
      const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${LOCK} AND NOT granted`;
      await poll(
        `${statements} statements that set ${column} wait`,
        async () => (await client.query(waiting)).rows.length === statements,
        90_000,
      );
    },
    async release() {
      await client.query(`SELECT pg_advisory_unlock(${LOCK})`);
      await client.query('DROP TRIGGER hold_record ON alert_messages');
    },
  };
}

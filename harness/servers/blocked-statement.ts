import type { ClientBase, Pool } from 'pg';
import { poll } from '../poll';

/**
 * Wait until a statement of the service that contains `text` waits for a lock that `holder` holds; 90 s by default.
 *
 * Only that lock counts: statements of the service also wait for each other, for a moment and anywhere.
 *
 * @param holder May be within a transaction.
 */
export async function waitForBlockedStatement(
  holder: ClientBase,
  text = '',
  withinMs?: number,
): Promise<void> {
  await poll(
    'a statement of the service waits for a lock of this client',
    async () => {
      // Within a transaction PostgreSQL caches the statistics of the first read.
      await holder.query('SELECT pg_stat_clear_snapshot()');
      const { rows } = await holder.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mobipium-sync'
           AND pg_backend_pid() = ANY (pg_blocking_pids(pid)) AND strpos(query, $1) > 0`,
        [text],
      );
      return rows.length > 0;
    },
    withinMs,
  );
}

/**
 * Wait until this number of sessions of the database wait for a lock.
 *
 * @param pool Its connection must not be within a transaction, in which PostgreSQL caches the statistics.
 */
export async function waitForBlockedSessions(pool: Pool, sessions: number): Promise<void> {
  await poll(`${sessions} sessions wait for a lock`, async () => {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rowCount === sessions;
  });
}

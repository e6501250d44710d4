import type { Client } from 'pg';
import { poll } from '../poll';

/**
 * Wait until a statement of the service, one with this text in it, waits for a lock that somebody else has.
 *
 * @param client Asks; it may be that somebody, in the middle of a transaction.
 */
export async function waitForBlockedStatement(client: Client, text = ''): Promise<void> {
  await poll(
    'a statement of the service waits for a lock',
    async () => {
      // Within a transaction PostgreSQL goes on telling what it told first.
      await client.query('SELECT pg_stat_clear_snapshot()');
      const { rows } = await client.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'mobipium-sync'
           AND wait_event_type = 'Lock' AND strpos(query, $1) > 0`,
        [text],
      );
      return rows.length > 0;
    },
    60_000,
  );
}

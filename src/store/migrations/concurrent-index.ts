import { escapeIdentifier, type ClientBase } from 'pg';

const CONCURRENT_INDEX =
  /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z_][a-z0-9_]*)\s+ON\s/i;

/** The index that a migration builds concurrently; undefined: the migration does something else. */
export function findConcurrentIndex(sql: string): string | undefined {
  return CONCURRENT_INDEX.exec(sql.replaceAll(/^\s*--.*$/gm, ''))?.[1];
}

/**
 * Builds an index while readers and writers of the table continue. Not in a transaction: PostgreSQL refuses that.
 *
 * The build waits for transactions that are older than itself, and blocks no other session meanwhile. So it may wait for the whole
 * `waitForMs`: a repetition would start from the beginning. Idempotent: an interrupted build leaves an invalid index,
 * which is dropped first.
 */
export async function buildConcurrently(
  client: ClientBase,
  { index, sql }: { index: string; sql: string },
  waitForMs: number,
): Promise<void> {
  await client.query(`SET lock_timeout = ${waitForMs}`);
  try {
    await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${escapeIdentifier(index)}`);
    await client.query(sql);
  } finally {
    await client.query('RESET lock_timeout').catch(() => undefined);
  }
}

import { createHash } from 'node:crypto';
import type { Pool, QueryResult, QueryResultRow } from 'pg';

/** SQLSTATE of a prepared statement that the server does not have, and of one that it already has. */
const NAME_ERRORS = new Set(['26000', '42P05']);

/** Pools behind a pooler on which names do not work. */
const withoutNames = new WeakSet<Pool>();

/**
 * Creates a query that each connection parses and plans once, under a name.
 *
 * A pooler in transaction mode, such as PgBouncer before 1.21, gives each transaction any of its server connections,
 * where the name is unknown or taken. The server then refuses the statement before it runs: it is sent again without a
 * name, and so are all later ones of the pool. The name holds a hash of the text, so that it never means another text.
 */
export function prepare<T extends QueryResultRow>(name: string, text: string) {
  const fullName = `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
  return async (pool: Pool, values: unknown[]): Promise<QueryResult<T>> => {
    if (withoutNames.has(pool)) return pool.query<T>(text, values);
    try {
      return await pool.query<T>({ name: fullName, text, values });
    } catch (error) {
      if (!NAME_ERRORS.has(String((error as { code?: unknown }).code))) throw error;
      withoutNames.add(pool);
      return pool.query<T>(text, values);
    }
  };
}

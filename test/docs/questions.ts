import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';

/** Reads the questions of a page that a query answers: a line that ends with a question mark, and SQL below it. */
export function readQuestions(page: string): (readonly [question: string, sql: string])[] {
  const text = readFileSync(join(__dirname, '../../docs', page), 'utf8');
  return [...text.matchAll(/^([^\n]+\?)\n\n```sql\n(.*?)```/gms)].map(
    ([, question, sql]) => [question!, sql!] as const,
  );
}

/** Runs a query as at a time: `now()` is that time, so that no query depends on the time of day. */
export async function runAt(pool: Pool, now: string, sql: string): Promise<object[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      `CREATE SCHEMA frozen;
       CREATE FUNCTION frozen.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT '${now}'::timestamptz $$;
       SET LOCAL search_path = frozen, pg_catalog, public`,
    );
    const { rows } = await client.query<object>(sql);
    return rows;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

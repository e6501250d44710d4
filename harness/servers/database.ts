import { randomUUID } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { LocalPostgres } from '../../src/local/postgres';

declare global {
  /** Set by Jest's global setup for the global teardown. */
  var testPostgres: { directory: string; postgres: LocalPostgres } | undefined;
}

/** The migrated, empty database that test databases are copied from. The global setup creates it. */
export const TEMPLATE_DATABASE = 'mobipium_template';

/** The environment variable with the URL of the database `postgres` on the server of the global setup. */
export const SERVER_URL_VARIABLE = 'TEST_POSTGRES_URL';

export interface TestDatabase {
  databaseUrl: string;
  /** Drop the database, and disconnect its clients. */
  drop: () => Promise<void>;
}

interface TestDatabaseOptions {
  /** With nothing in it. Default: migrated. */
  empty?: boolean;
  /** Sort texts as ICU does for this locale; only with `empty`. Default: by code point. */
  icuLocale?: string;
}

/** Create a database on the server that all tests share. */
export async function createTestDatabase({
  empty = false,
  icuLocale,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = empty ? 'template0' : TEMPLATE_DATABASE;
  const locale = icuLocale === undefined ? '' : `LOCALE_PROVIDER icu ICU_LOCALE ${escapeLiteral(icuLocale)}`;
  await runSql(serverUrl(), `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${template} ${locale}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  // A copy of the template is another mirror.
  if (!empty) await runSql(url.href, 'UPDATE mirror_identity SET id = gen_random_uuid()');
  return {
    databaseUrl: url.href,
    drop: () => runSql(serverUrl(), `DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  };
}

/** Run statements, in one transaction. */
export async function runSql(databaseUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  const url = process.env[SERVER_URL_VARIABLE];
  if (url === undefined) throw new Error('There is no test database: the global setup has not run.');
  return url;
}

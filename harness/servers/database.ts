import { randomUUID } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import type { LocalPostgres } from '../../src/local/postgres';

declare global {
  /** What the global setup hands to the global teardown. */
  var testPostgres: { directory: string; postgres: LocalPostgres } | undefined;
}

/** The database that the global setup made and migrated, which every lent one is a copy of. */
export const TEMPLATE_DATABASE = 'mobipium_template';

/** Where the global setup's server is reached, as it tells the test files: the url of its database `postgres`. */
export const SERVER_URL_VARIABLE = 'TEST_POSTGRES_URL';

export interface TestDatabase {
  databaseUrl: string;
  /** Take it back: whoever is still connected is cut off. */
  drop: () => Promise<void>;
}

/**
 * Lend a database to one test file: migrated, empty, nobody else's.
 *
 * `empty`: one without even the migrations.
 */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const name = `lent_${randomUUID().replaceAll('-', '')}`;
  const template = empty ? 'template0' : TEMPLATE_DATABASE;
  await command(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${template}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    drop: () => command(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  };
}

async function command(sql: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
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

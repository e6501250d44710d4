import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../harness/servers/database';
import { applyMigration, createRecordsTable, readMigrations } from '../../../src/store/migrations/records';

/** A database whose schema is older than the present one. */
export interface EarlierSchema {
  readonly databaseUrl: string;
  readonly client: Client;
}

/** Create a database with the schema before a migration for each test of this file, and drop it afterwards. */
export function useSchemaBefore(migrationName: string): EarlierSchema {
  let database: TestDatabase;
  let client: Client;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
    client = new Client({ connectionString: database.databaseUrl });
    await client.connect();
    await createRecordsTable(client);
    for (const migration of await readMigrations()) {
      if (migration.name < migrationName) await applyMigration(client, migration);
    }
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });
  return {
    get databaseUrl() {
      return database.databaseUrl;
    },
    get client() {
      return client;
    },
  };
}

import type { Pool } from 'pg';
import { StoreError } from '../errors';
import { readMigrationNames } from './records';

/**
 * Checks that every migration of the database is known to this version. An older worker could write rows that are wrong
 * under the rules of a newer schema.
 *
 * @throws {StoreError} `newer_schema`, with the names of the unknown migrations.
 */
export async function assertSchemaKnown(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE rolled_back_at IS NULL AND migration_name <> ALL ($1) ORDER BY migration_name`,
    [await readMigrationNames()],
  );
  if (rows.length === 0) return;
  throw new StoreError(
    'newer_schema',
    `The database has migrations of a newer version: ${rows.map(({ name }) => name).join(', ')}. Update this worker.`,
  );
}

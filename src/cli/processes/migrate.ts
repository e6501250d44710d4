import type { Config } from '../../config';
import { applyMigrations } from '../../store';

/** Bring the database to the schema that this version needs, and say which migrations that took. */
export async function runMigrate({ databaseUrl }: Config): Promise<void> {
  const applied = await applyMigrations(databaseUrl!);
  const said =
    applied.length === 0 ? 'Nothing to do: the database is up to date.' : `Applied ${applied.join(', ')}.`;
  process.stdout.write(`${said}\n`);
}

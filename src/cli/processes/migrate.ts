import type { Config } from '../../config';
import { migrate } from '../../store';

/** Bring the database to the schema that this version needs, and say which migrations that took. */
export async function applyMigrations({ databaseUrl }: Config): Promise<void> {
  const applied = await migrate(databaseUrl!);
  const said =
    applied.length === 0 ? 'Nothing to do: the database is up to date.' : `Applied ${applied.join(', ')}.`;
  process.stdout.write(`${said}\n`);
}

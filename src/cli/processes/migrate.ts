import type { Config } from '../../config';
import { applyMigrations } from '../../store';

/** Apply the pending migrations, and print their names. */
export async function migrate({ databaseUrl }: Config): Promise<void> {
  const applied = await applyMigrations(databaseUrl!, {
    report: (sentence) => process.stderr.write(`${sentence}\n`),
  });
  const result = applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`;
  process.stdout.write(`${result}\n`);
}

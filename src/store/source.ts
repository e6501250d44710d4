import type { Database } from './database';

/** The database mirrors another network than the configured one. */
export class SourceMismatchError extends Error {
  override name = 'SourceMismatchError';
  constructor(
    readonly mirrored: string,
    readonly requested: string,
  ) {
    super(
      `This database mirrors ${mirrored}, not ${requested}: their offers would overwrite each other. Use another database.`,
    );
  }
}

/**
 * Records which network this database mirrors: its host, or `sandbox`. The first claim is permanent.
 *
 * Idempotent: claiming the same source again changes nothing.
 *
 * @throws {SourceMismatchError} if the database mirrors another network.
 */
export async function claimSource(database: Database, source: string): Promise<void> {
  await database.pool.query('INSERT INTO mirror_source (source) VALUES ($1) ON CONFLICT DO NOTHING', [
    source,
  ]);
  const mirrored = await readSource(database);
  if (mirrored !== null && mirrored !== source) throw new SourceMismatchError(mirrored, source);
}

/** Reads which network this database mirrors; null before the first claim. */
export async function readSource({ pool }: Database): Promise<string | null> {
  const { rows } = await pool.query<{ source: string }>('SELECT source FROM mirror_source');
  return rows[0]?.source ?? null;
}

import type { Pool } from 'pg';
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
export async function claimSource({ pool }: Database, source: string): Promise<void> {
  await pool.query('INSERT INTO mirror_source (source) VALUES ($1) ON CONFLICT DO NOTHING', [source]);
  const mirrored = await readSource(pool);
  if (mirrored !== null && mirrored !== source) throw new SourceMismatchError(mirrored, source);
}

/**
 * Creates the function that reads which network this database mirrors; null before the first claim. A claim is permanent, so
 * that later calls need no query.
 */
export function createSourceReader({ pool }: Database): () => Promise<string | null> {
  let known: string | null = null;
  return async () => (known ??= await readSource(pool));
}

async function readSource(pool: Pool): Promise<string | null> {
  const { rows } = await pool.query<{ source: string }>('SELECT source FROM mirror_source');
  return rows[0]?.source ?? null;
}

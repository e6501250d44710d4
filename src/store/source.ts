import type { Database } from './database';

/** The database mirrors another network than the one that was set. */
export class OriginMismatchError extends Error {
  override name = 'OriginMismatchError';
  constructor(
    readonly mirrored: string,
    readonly asked: string,
  ) {
    super(
      `This database mirrors ${mirrored}, not ${asked}: their offers would overwrite each other. Use another database.`,
    );
  }
}

/**
 * Say which network this database mirrors: its host, or `sandbox`. The first to say so is right for good.
 *
 * @throws {OriginMismatchError} if it mirrors another.
 */
export async function claimOrigin(database: Database, origin: string): Promise<void> {
  await database.pool.query('INSERT INTO mirror_origin (origin) VALUES ($1) ON CONFLICT DO NOTHING', [
    origin,
  ]);
  const mirrored = await readOrigin(database);
  if (mirrored !== null && mirrored !== origin) throw new OriginMismatchError(mirrored, origin);
}

/** The network that this database mirrors; null: nobody has said. */
export async function readOrigin({ prisma }: Database): Promise<string | null> {
  const found = await prisma.mirrorOrigin.findFirst();
  return found?.origin ?? null;
}

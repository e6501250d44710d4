import type { Client } from '@temporalio/client';
import { orTimeout } from '../async/timeout';
import { readMirrorId } from '../workflows/contract';

/** The Temporal server, and what distinguishes this mirror from others on it. */
export interface MirrorContext {
  temporal: Client;
  /** Comes before every queue, schedule id and workflow id of this mirror. Empty: none. */
  prefix: string;
  /** Reads the mirror's id from its database. */
  readMirrorId: () => Promise<string>;
}

/** A name on the Temporal server belongs to another mirror. */
export class OtherMirrorError extends Error {
  override name = 'OtherMirrorError';

  /** @param name The schedule or run, such as `full-sync`. */
  constructor(name: string, owner: string, own: string) {
    super(
      `${name} in this Temporal namespace belongs to the mirror ${owner}, but the database here is the mirror ${own}. ` +
        'Set another TEMPORAL_NAMESPACE or TEMPORAL_PREFIX for one of them. If the database of the other mirror is gone ' +
        'for good, run `mobipium-sync schedules apply --take-over`.',
    );
  }
}

/**
 * Check that a schedule or run does not belong to another mirror. `owner`: the mirror that its memo names; null: an earlier
 * version or a person created it, without a name.
 *
 * @throws {OtherMirrorError}
 */
export function assertOwn(name: string, owner: string | null, mirrorId: string): void {
  if (owner !== null && owner !== mirrorId) throw new OtherMirrorError(name, owner, mirrorId);
}

/**
 * How long a start waits for the database, in milliseconds: the rest of its deadline is for the Temporal server. It may
 * include the first connection.
 */
const OWN_ID_TIMEOUT_MS = 2_000;

/** The database did not answer in time. It has the code of a server that cannot be reached. */
class DatabaseTimeoutError extends Error {
  override name = 'DatabaseTimeoutError';
  readonly code = 'ETIMEDOUT';
}

/**
 * Reads the mirror's id from its database, within two seconds.
 *
 * @throws the error of the database, or one with the code `ETIMEDOUT`.
 */
export function readOwnId({ readMirrorId: readId }: MirrorContext): Promise<string> {
  const late = () => new DatabaseTimeoutError(`the database has not answered within ${OWN_ID_TIMEOUT_MS} ms`);
  return orTimeout(readId(), OWN_ID_TIMEOUT_MS, late);
}

/** How long a read of the Temporal server waits for the database, in milliseconds. */
const IDENTITY_TIMEOUT_MS = 500;

/**
 * Whether a memo names this mirror, or none.
 *
 * While the database is unavailable and the id has not been read before, every memo counts as own: reads of the Temporal
 * server do not depend on the database.
 */
export async function isOwn(
  context: MirrorContext,
  memo: Record<string, unknown> | undefined,
): Promise<boolean> {
  const owner = readMirrorId(memo);
  if (owner === null) return true;
  const own = await orTimeout(context.readMirrorId(), IDENTITY_TIMEOUT_MS).catch(() => owner);
  return owner === own;
}

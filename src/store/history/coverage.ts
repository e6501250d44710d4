import type { Pool } from 'pg';
import type { Instant } from '../../domain/offer';
import { instant } from '../sql';
import { PARTITION_DAYS } from './partitions';

/** The history that was asked for is not there, or not any more. The message says what to do. */
export class HistoryGoneError extends Error {
  override name = 'HistoryGoneError';
}

/** The time that the history covers. */
export interface HistoryCoverage {
  /** Every change that was observed at this time or later is in the history. */
  since: Instant;
  /** Earlier changes were recorded, and have been deleted. False: the recording began at `since`. */
  isPruned: boolean;
}

/** The migration that created the history: when it was applied, the recording began. */
const RECORDING_MIGRATION = '20260119000000_offer_changes';

const READ_COVERAGE = `
SELECT ${instant('greatest(began_at, kept_since)')} AS since, coalesce(kept_since > began_at, false) AS "isPruned"
FROM (SELECT to_date(min(day), 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC' AS kept_since FROM (${PARTITION_DAYS}) AS days) AS kept,
  (SELECT min(finished_at) AS began_at FROM _prisma_migrations
   WHERE migration_name = '${RECORDING_MIGRATION}' AND rolled_back_at IS NULL) AS began`;

/** Reads since when the history is complete: since it is recorded, or since the oldest day that has not been deleted. */
export async function readHistoryCoverage(pool: Pick<Pool, 'query'>): Promise<HistoryCoverage> {
  const { rows } = await pool.query<HistoryCoverage>(READ_COVERAGE);
  return rows[0]!;
}

/**
 * Checks that the changes since a time (ISO 8601) have not been deleted.
 *
 * @throws {HistoryGoneError} if some have.
 */
export async function assertKept(pool: Pool, time: string): Promise<void> {
  const { since, isPruned } = await readHistoryCoverage(pool);
  if (!isPruned || Date.parse(time) >= Date.parse(since)) return;
  throw new HistoryGoneError(`The history before ${since} has been deleted. Ask for changes since then.`);
}

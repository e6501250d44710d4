import type { PoolClient } from 'pg';
import type { Instant } from '../../domain/offer';
import { HistoryGoneError, readHistoryCoverage } from '../history/coverage';
import { instant } from '../sql';

/** A time of which nothing can be known yet. */
export class FutureTimeError extends Error {
  override name = 'FutureTimeError';
  constructor(now: Instant) {
    super(`at is in the future: it is ${now} by the clock of the database. Leave at out for the present.`);
  }
}

/** What a question about an earlier time depends on, besides the changes of the offers. */
export interface PastNeeds {
  /** The ConversionList. */
  list: boolean;
  /** The last conversions within this many seconds before the time; undefined: none. */
  conversionsWithinSeconds?: number | undefined;
}

/** What is known about an earlier time. */
export interface PastBounds {
  /** An answer that was requested before the time can still arrive. */
  isProvisional: boolean;
  /** Conversions are kept since this time; null: none has been deleted. */
  conversionsSince: Instant | null;
}

/** The migration that created the history of the ConversionList. */
const LIST_MIGRATION = '20260126000000_past_states';

/**
 * How long after its run ended an answer can still be saved: longer than an attempt of a request may take. No run takes
 * longer than a day.
 */
const LATE_ANSWER = `interval '10 minutes'`;

const READ_BOUNDS = `
SELECT ${instant('now')} AS now, at > now AS "isFuture",
  at >= least(now - ${LATE_ANSWER}, (SELECT min(started_at) FROM sync_runs
    WHERE status = 'running' AND deadline_at > now AND started_at > now - interval '1 day')) AS "isProvisional",
  ${instant('list_since')} AS "listSince", at >= list_since AS "isListKnown",
  ${instant(`nullif(kept_since, '-infinity')`)} AS "conversionsSince",
  at - coalesce($2::float8, 0) * interval '1 second' >= kept_since AS "areConversionsKept"
FROM (SELECT $1::timestamptz AS at, clock_timestamp() AS now) AS time,
  (SELECT min(finished_at) AS list_since FROM _prisma_migrations
   WHERE migration_name = '${LIST_MIGRATION}' AND rolled_back_at IS NULL) AS list,
  (SELECT since AS kept_since FROM history.conversions_kept) AS kept`;

/**
 * Checks that what was the case at a time can be read, and reads what is known about it.
 *
 * Call it in the transaction that reads, so that no part of the history is deleted in between.
 *
 * @throws {FutureTimeError} if the time is in the future.
 * @throws {HistoryGoneError} if the history begins later, or its beginning has been deleted.
 */
export async function checkBounds(client: PoolClient, at: string, needs: PastNeeds): Promise<PastBounds> {
  const { rows } = await client.query<
    PastBounds & {
      now: Instant;
      isFuture: boolean;
      listSince: Instant | null;
      isListKnown: boolean | null;
      areConversionsKept: boolean;
    }
  >(READ_BOUNDS, [at, needs.conversionsWithinSeconds ?? null]);
  const bounds = rows[0]!;
  if (bounds.isFuture) throw new FutureTimeError(bounds.now);
  const { since } = await readHistoryCoverage(client);
  if (Date.parse(at) < Date.parse(since))
    throw new HistoryGoneError(`The history begins at ${since}. Ask for a time from then on.`);
  if (needs.list && bounds.isListKnown !== true)
    throw new HistoryGoneError(
      `The history of the ConversionList begins at ${String(bounds.listSince)}. Ask for a time from then on.`,
    );
  if (needs.conversionsWithinSeconds !== undefined && !bounds.areConversionsKept)
    throw new HistoryGoneError(
      `Conversions are kept since ${String(bounds.conversionsSince)}, and the question needs earlier ones. Leave out priority, ` +
        'convertedWithin and the sort by lastConversionAt, or ask for a later time.',
    );
  return bounds;
}

import type { Pool } from 'pg';
import { InvalidCursorError } from '../cursor';
import { createParameters } from '../offers/filters';
import { type ChangeFilters, type ChangeRow, describeChangeFilters, readChanges } from './change-rows';
import { assertKept } from './coverage';
import {
  assertContinuable,
  COMMIT_ORDER,
  compareKey,
  parsePosition,
  type Position,
  readHorizon,
  writePosition,
} from './position';

/** Which changes to list, and in which order. */
export interface ChangeQuery extends ChangeFilters {
  /** A time, ISO 8601: changes that were observed then or later. Or the `position` of an earlier page: changes after it. */
  since?: string | undefined;
  /** In the order of the commits. Default: `asc` with `since`, otherwise `desc`. */
  sortOrder?: 'asc' | 'desc' | undefined;
  limit: number;
  /** `nextCursor` of the previous page; null, empty or undefined: the first page. */
  cursor?: string | null | undefined;
}

/** One page of the list of changes. With filters it may have fewer rows than its limit although there is a next page. */
export interface ChangePage {
  changes: ChangeRow[];
  /**
   * The end of what the list covers so far. A later query with it as `since` continues there, and neither skips nor
   * repeats a change. Null on all pages but the first in descending order.
   */
  position: string | null;
  /** Null: this is the last page. */
  nextCursor: string | null;
}

function parseSince(text: string): Position {
  try {
    return parsePosition(text, 'asc');
  } catch {
    throw new InvalidCursorError(
      '`since` is neither a time, such as 2026-01-05T10:00:00Z, nor the position of an earlier list of changes.',
    );
  }
}

/**
 * Lists changes by keyset, in the order of their commits. A change that is committed later comes later, also if it was
 * observed earlier, so a reader that continues at a position never skips one. The list ends at the oldest transaction
 * that still runs on the server.
 *
 * @throws {InvalidCursorError} if the list did not create the cursor, or the position in `since`.
 * @throws {HistoryGoneError} if changes after `since` have been deleted, or the position is not of this history.
 */
export async function listChanges(pool: Pool, query: ChangeQuery): Promise<ChangePage> {
  const { since, cursor, limit } = query;
  const sortOrder = query.sortOrder ?? (since === undefined ? 'desc' : 'asc');
  const time = since !== undefined && /^\d{4}-/.test(since) ? since : undefined;
  const begin = since === undefined || time !== undefined ? undefined : parseSince(since);
  const next = cursor ? parsePosition(cursor, sortOrder) : undefined;
  const after = sortOrder === 'asc' ? (next ?? begin) : begin;

  const horizon = await readHorizon(pool);
  if (time !== undefined) await assertKept(pool, time);
  if (after !== undefined) await assertContinuable(pool, after, horizon);

  const parameters = createParameters();
  const { rows, end } = await readChanges(pool, {
    conditions: [
      `transaction_id < ${parameters.add(horizon.transactionId)}::xid8`,
      ...(time === undefined ? [] : [`observed_at >= ${parameters.add(time)}::timestamptz`]),
      ...(after === undefined ? [] : [compareKey('>', after, parameters)]),
      ...(sortOrder === 'desc' && next !== undefined ? [compareKey('<', next, parameters)] : []),
    ],
    filters: describeChangeFilters(query),
    order: COMMIT_ORDER,
    direction: sortOrder === 'desc' ? 'DESC' : 'ASC',
    limit,
    parameters,
  });
  const nextCursor = end === undefined ? null : writePosition(end, sortOrder);
  const newest = writePosition(horizon.newest, 'asc');
  const position = sortOrder === 'asc' ? (nextCursor ?? newest) : next === undefined ? newest : null;
  return { changes: rows, position, nextCursor };
}

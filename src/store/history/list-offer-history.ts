import type { Pool } from 'pg';
import type { ChangeKind } from '../../domain/offer-change';
import { InvalidCursorError, isInstant, readCursor, writeCursor } from '../cursor';
import { createParameters, withoutNul } from '../offers/filters';
import { type ChangeRow, describeChangeFilters, readChanges } from './change-rows';
import { assertKept } from './coverage';
import { isTransactionId, type Position } from './position';

/** Which changes of an offer to list. */
export interface OfferHistoryQuery {
  offerId: string;
  kinds?: readonly ChangeKind[] | undefined;
  /** ISO 8601: changes that were observed then or later. */
  since?: string | undefined;
  limit: number;
  /** `nextCursor` of the previous page; null, empty or undefined: the first page. */
  cursor?: string | null | undefined;
}

/** One page of the history of an offer. */
export interface OfferHistoryPage {
  /** Newest first, by the time of observation. */
  changes: ChangeRow[];
  /** Null: this is the last page. */
  nextCursor: string | null;
}

const ORDER = ['observed_at', 'transaction_id'];

/**
 * Lists the changes of an offer by keyset, newest first. Empty for an offer that the mirror does not have.
 *
 * @throws {InvalidCursorError} if this list did not create the cursor.
 * @throws {HistoryGoneError} if changes after `since` have been deleted.
 */
export async function listOfferHistory(pool: Pool, query: OfferHistoryQuery): Promise<OfferHistoryPage> {
  const { offerId, since, cursor, limit } = query;
  const next = cursor ? parseKey(cursor) : undefined;
  if (since !== undefined) await assertKept(pool, since);

  const parameters = createParameters();
  const { add } = parameters;
  const { rows, end } = await readChanges(pool, {
    conditions: [
      `offer_id = ${add(withoutNul(offerId))}`,
      ...(since === undefined ? [] : [`observed_at >= ${add(since)}::timestamptz`]),
      ...(next === undefined
        ? []
        : [
            `(${ORDER.join(', ')}) < (${add(next.observedAt)}::timestamptz, ${add(next.transactionId)}::xid8)`,
          ]),
    ],
    filters: describeChangeFilters({ kinds: query.kinds }),
    order: ORDER,
    direction: 'DESC',
    limit,
    parameters,
  });
  const nextCursor = end === undefined ? null : writeCursor([TAG, end.observedAt, end.transactionId]);
  return { changes: rows, nextCursor };
}

const TAG = 'history';

function parseKey(cursor: string): Pick<Position, 'observedAt' | 'transactionId'> {
  const [tag, observedAt = null, transactionId = null] = readCursor(cursor, 3);
  const isKey = tag === TAG && observedAt !== null && isInstant(observedAt) && isTransactionId(transactionId);
  if (!isKey) throw new InvalidCursorError();
  return { observedAt, transactionId };
}

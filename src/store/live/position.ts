import type { Pool } from 'pg';
import type { Instant } from '../../domain/offer';
import { InvalidCursorError, isInstant, readCursor, writeCursor } from '../cursor';
import { compareKey, isTransactionId, POSITION_COLUMNS } from '../history/position';
import type { Parameters } from '../offers/filters';
import { instant } from '../sql';

/**
 * Where a row is among the rows of `history.offer_changes` and `history.live_events`, in the order of their transactions. The
 * changes of a transaction come before its other events.
 */
export interface LivePosition {
  source: 'change' | 'event';
  /** The transaction that wrote the row. */
  transactionId: string;
  /** When the change was observed, or the event written. */
  at: Instant;
  /** The offer's id, or the event's. */
  key: string;
}

/** Before the first row. */
const START: LivePosition = {
  source: 'change',
  transactionId: '0',
  at: '1970-01-01T00:00:00.000000Z',
  key: '',
};

/** Whether a position is that of no row: the one before the first. */
export function isStart({ transactionId, key }: LivePosition): boolean {
  return transactionId === START.transactionId && key === '';
}

/** Encodes a position as an opaque text of visible ASCII characters. */
export function writeLivePosition({ source, transactionId, at, key }: LivePosition): string {
  return writeCursor([source, transactionId, at, key]);
}

/** @throws {InvalidCursorError} if {@link writeLivePosition} did not write the text. */
export function parseLivePosition(text: string): LivePosition {
  const [source, transactionId = null, at = null, key = null] = readCursor(text, 4);
  const isKey = key !== null && (source === 'change' || /^\d{1,18}$/.test(key));
  if ((source !== 'change' && source !== 'event') || !isTransactionId(transactionId) || !isKey)
    throw new InvalidCursorError();
  if (at === null || !isInstant(at)) throw new InvalidCursorError();
  return { source, transactionId, at, key };
}

/** Whether a position is in an earlier transaction than another. */
export function isInEarlierTransaction(position: LivePosition, other: LivePosition): boolean {
  return BigInt(position.transactionId) < BigInt(other.transactionId);
}

/** SQL that compares a row of one of the tables with a position. */
export function compareLive(
  table: LivePosition['source'],
  operator: '>' | '<=' | '=',
  position: LivePosition,
  parameters: Parameters,
): string {
  const { source, transactionId, at, key } = position;
  const { add } = parameters;
  if (table !== source) {
    // All changes of a transaction come before its events.
    const isIncluded = operator === (table === 'event' ? '>' : '<=');
    return `transaction_id ${operator[0]}${isIncluded ? '=' : ''} ${add(transactionId)}::xid8`;
  }
  if (table === 'change')
    return compareKey(operator, { transactionId, observedAt: at, offerId: key }, parameters);
  return `(transaction_id, id) ${operator} (${add(transactionId)}::xid8, ${add(key)}::bigint)`;
}

const NEWEST_CHANGE = `SELECT 'change' AS source, ${POSITION_COLUMNS} FROM history.offer_changes AS c
  WHERE transaction_id < horizon ORDER BY c.transaction_id DESC, c.observed_at DESC, c.offer_id DESC LIMIT 1`;

const NEWEST_EVENT = `SELECT 'event' AS source, transaction_id::text, ${instant('created_at')}, id::text
  FROM history.live_events AS e WHERE e.transaction_id < horizon ORDER BY e.transaction_id DESC, id DESC LIMIT 1`;

/** Reads the position of the last row that all readers see: no row is added before it any more. */
export async function readLiveEnd(pool: Pool): Promise<LivePosition> {
  const { rows } = await pool.query<LivePosition>(
    `SELECT newest.source, "transactionId", "observedAt" AS at, "offerId" AS key
     FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS running, LATERAL (
       (${NEWEST_CHANGE}) UNION ALL (${NEWEST_EVENT})
     ) AS newest ORDER BY "transactionId"::xid8 DESC, newest.source DESC LIMIT 1`,
  );
  return rows[0] ?? START;
}

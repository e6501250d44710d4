import type { Pool } from 'pg';
import type { Instant } from '../../domain/offer';
import { RUN_TIMEOUT_SECONDS } from '../../domain/run-times';
import { InvalidCursorError, isInstant, readCursor, writeCursor } from '../cursor';
import { createParameters, type Parameters } from '../offers/filters';
import { instant } from '../sql';
import { HistoryGoneError, readHistoryCoverage } from './coverage';

/** Where a row is in the history. */
export interface Position {
  /** The transaction that wrote the row. */
  transactionId: string;
  observedAt: Instant;
  offerId: string;
}

/**
 * The columns that order the history by its commits: no row is added any more below the oldest running transaction. The
 * rows of one transaction are in the order of their time.
 */
export const COMMIT_ORDER = ['transaction_id', 'observed_at', 'offer_id'];

const KEY = `(${COMMIT_ORDER.join(', ')})`;

/** SQL that selects the {@link Position} of the row `c`. */
export const POSITION_COLUMNS = `c.transaction_id::text AS "transactionId", ${instant('c.observed_at')} AS "observedAt",
  c.offer_id AS "offerId"`;

/** Before the first row. */
const START: Position = {
  transactionId: '0',
  observedAt: '1970-01-01T00:00:00.000000Z',
  offerId: '',
};

/** SQL that compares a row with a position. */
export function compareKey(
  operator: '<' | '<=' | '>' | '=',
  { transactionId, observedAt, offerId }: Position,
  { add }: Parameters,
): string {
  return `${KEY} ${operator} (${add(transactionId)}::xid8, ${add(observedAt)}::timestamptz, ${add(offerId)}::text)`;
}

/** Encodes a position as an opaque text, for a list in this order. */
export function writePosition(
  { transactionId, observedAt, offerId }: Position,
  sortOrder: 'asc' | 'desc',
): string {
  return writeCursor([sortOrder, transactionId, observedAt, offerId]);
}

const MAX_XID8 = 2n ** 64n - 1n;

/** Whether a text is an `xid8` of PostgreSQL. */
export function isTransactionId(text: string | null): text is string {
  return text !== null && /^\d{1,20}$/.test(text) && BigInt(text) <= MAX_XID8;
}

/** @throws {InvalidCursorError} if {@link writePosition} did not write the text for this order. */
export function parsePosition(text: string, sortOrder: 'asc' | 'desc'): Position {
  const [tag, transactionId = null, observedAt = null, offerId = null] = readCursor(text, 4);
  const isTime = observedAt !== null && isInstant(observedAt);
  if (tag !== sortOrder || !isTransactionId(transactionId) || !isTime || offerId === null)
    throw new InvalidCursorError();
  return { transactionId, observedAt, offerId };
}

/** The end of the history for a reader. */
export interface Horizon {
  /** The oldest transaction that still runs on the server: all rows below it are committed. */
  transactionId: string;
  /** The last row below it. */
  newest: Position;
}

/** Reads how far the history can be read without skipping a row that is committed later. */
export async function readHorizon(pool: Pool): Promise<Horizon> {
  const { rows } = await pool.query<{ horizon: string } & { [P in keyof Position]: Position[P] | null }>(
    `SELECT horizon::text, newest.* FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS running
     LEFT JOIN LATERAL (
       SELECT ${POSITION_COLUMNS} FROM history.offer_changes AS c WHERE transaction_id < horizon
       ORDER BY ${COMMIT_ORDER.map((column) => `c.${column} DESC`).join(', ')} LIMIT 1
     ) AS newest ON true`,
  );
  const { horizon, transactionId, observedAt, offerId } = rows[0]!;
  const isEmpty = transactionId === null || observedAt === null || offerId === null;
  return { transactionId: horizon, newest: isEmpty ? START : { transactionId, observedAt, offerId } };
}

/** A change is committed at most this long after it was observed: a FULL marks its missing offers at its end. */
const MAX_DELAY_MS = RUN_TIMEOUT_SECONDS.full * 1_000;

/**
 * Checks that a reader that continues after a position misses nothing.
 *
 * @throws {HistoryGoneError} if later rows may have been deleted, or the position is not of this history.
 */
export async function assertContinuable(pool: Pool, position: Position, horizon: Horizon): Promise<void> {
  const { since, isPruned } = await readHistoryCoverage(pool);
  if (isPruned && Date.parse(position.observedAt) - MAX_DELAY_MS < Date.parse(since)) {
    throw new HistoryGoneError(
      `Changes after this position have been deleted. The history is kept since ${since}: pass a time from then on as \`since\`.`,
    );
  }
  const parameters = createParameters();
  const { rows } = await pool.query<{ isKnown: boolean }>(
    `SELECT EXISTS (SELECT FROM history.offer_changes WHERE ${compareKey('=', position, parameters)}) AS "isKnown"`,
    parameters.values,
  );
  const isStart = position.transactionId === START.transactionId && position.offerId === START.offerId;
  const isAhead = BigInt(position.transactionId) >= BigInt(horizon.transactionId);
  if (isStart || (rows[0]!.isKnown && !isAhead)) return;
  throw new HistoryGoneError(
    'The history does not have this position, because the database was restored, or its clock reset. Pass a time as `since`, such ' +
      `as ${position.observedAt}, to continue.`,
  );
}

import type { Pool } from 'pg';
import type { EpisodeKind } from '../../domain/alerts/episode';
import type { Instant } from '../../domain/offer';
import type { ChangeKind } from '../../domain/offer-change';
import type { RunKey, RunStatus, SyncKind } from '../../domain/run';
import { RUN_TIMEOUT_SECONDS } from '../../domain/run-times';
import { KINDS } from '../history/change-rows';
import { createParameters } from '../offers/filters';
import { instant } from '../sql';
import { compareLive, isStart, type LivePosition } from './position';

/** What happened, in the columns of `history.live_events`. */
interface RecordedEvents {
  run: RunKey & { edge: 'started' | 'ended'; kind: SyncKind; status: RunStatus };
  episode: {
    edge: 'started' | 'changed' | 'ended' | 'acknowledged';
    id: string;
    kind: EpisodeKind;
    /** Null: it is of the network or the mirror. */
    offerId: string | null;
    isOpen: boolean;
  };
  /** An offer was put on the watch list, its settings were changed, or it was removed. */
  watch: { offerId: string; isWatched: boolean };
}

/** What one observation changed of an offer. */
export interface LiveChange {
  offerId: string;
  observedAt: Instant;
  kinds: ChangeKind[];
}

/** A change or another event. */
export type LiveEvent = { position: LivePosition } & (
  | { type: 'change'; data: LiveChange }
  | { [T in keyof RecordedEvents]: { type: T; data: RecordedEvents[T] } }[keyof RecordedEvents]
);

/** Which events to read. */
export interface LiveQuery {
  after: LivePosition;
  /** The last one. Default: the last that all readers see. */
  upTo?: LivePosition | undefined;
  limit: number;
}

/** The events after a position. */
export interface LiveEvents {
  /** False: no row has this position, because the database was restored, or its row was deleted. There are no events then. */
  isKnown: boolean;
  /** The clock of the database. */
  now: Instant;
  /** In the order of their transactions. */
  events: LiveEvent[];
}

/** A reader whose position is older reads everything again instead, in seconds. Rows are kept for twice the time. */
export const RESUMABLE_SECONDS = 43_200;

/** A change is committed at most this long after it was observed: a FULL marks its missing offers at its end. */
const MAX_DELAY_MS = RUN_TIMEOUT_SECONDS.full * 1_000;

/**
 * The time from which on changes after a position were observed. A constant, so that the planner leaves out the partitions of
 * earlier days. The present is earlier than the position if the database's clock was set back.
 */
function earliestAfter({ at }: LivePosition): string {
  return new Date(Math.min(Date.parse(at), Date.now()) - MAX_DELAY_MS).toISOString();
}

/**
 * Reads the events after a position, in the order of their transactions, up to the oldest one that still runs on the server. So
 * a reader that continues at the position of the last event neither skips nor repeats one.
 */
export async function readLiveEvents(pool: Pool, { after, upTo, limit }: LiveQuery): Promise<LiveEvents> {
  const parameters = createParameters();
  const { add } = parameters;
  const condition = (table: LivePosition['source']) =>
    [
      'transaction_id < horizon',
      compareLive(table, '>', after, parameters),
      ...(upTo === undefined ? [] : [compareLive(table, '<=', upTo, parameters)]),
    ].join(' AND ');
  const recent = isStart(after) ? 'true' : `observed_at >= ${add(earliestAfter(after))}::timestamptz`;
  const max = `${add(limit)}::int`;
  const known = isStart(after)
    ? 'true'
    : `EXISTS (SELECT FROM ${after.source === 'change' ? 'history.offer_changes' : 'history.live_events'}
        WHERE transaction_id < horizon AND ${compareLive(after.source, '=', after, parameters)})`;
  const { rows } = await pool.query<{ isKnown: boolean; now: Instant } & EventRow>(
    `SELECT "isKnown", now, source, type, transaction_id::text AS "transactionId", ${instant('at')} AS at, key, data FROM (
       SELECT horizon, ${known} AS "isKnown", ${instant('clock_timestamp()')} AS now
       FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS snapshot
     ) AS running LEFT JOIN LATERAL (
       (SELECT 'change' AS source, 'change' AS type, transaction_id, observed_at AS at, offer_id AS key, 0 AS id,
          jsonb_build_object('kinds', ${KINDS}) AS data
        FROM history.offer_changes WHERE "isKnown" AND ${condition('change')} AND ${recent}
        ORDER BY transaction_id, observed_at, offer_id LIMIT ${max})
       UNION ALL
       (SELECT 'event', type, transaction_id, created_at, e.id::text, e.id, data
        FROM history.live_events AS e WHERE "isKnown" AND ${condition('event')} ORDER BY transaction_id, e.id LIMIT ${max})
     ) AS event ON true
     ORDER BY event.transaction_id, source, event.id, event.at, key COLLATE "C" LIMIT ${max}`,
    parameters.values,
  );
  const { isKnown, now } = rows[0]!;
  return { isKnown, now, events: rows.filter(({ source }) => source !== null).map(toEvent) };
}

interface EventRow {
  source: LivePosition['source'];
  type: LiveEvent['type'];
  transactionId: string;
  at: Instant;
  key: string;
  data: LiveEvent['data'];
}

function toEvent({ source, type, transactionId, at, key, data }: EventRow): LiveEvent {
  const position = { source, transactionId, at, key };
  const event = type === 'change' ? { offerId: key, observedAt: at, ...data } : data;
  return { position, type, data: event } as LiveEvent;
}

/** Deletes the events that no reader continues after any more. Idempotent. */
export async function pruneLiveEvents(pool: Pool): Promise<void> {
  await pool.query(
    `DELETE FROM history.live_events WHERE created_at < clock_timestamp() - 2 * $1 * interval '1 second'`,
    [RESUMABLE_SECONDS],
  );
}

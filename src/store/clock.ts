import type { Pool, PoolClient } from 'pg';
import type { Instant } from '../domain/offer';
import { openDatabase } from './database';
import { StoreError } from './errors';
import { prepare } from './prepared';
import { shiftState } from './rhythm/shift';
import { instant } from './sql';

/** Smaller steps back are normal: observations are ignored for as long, and nothing else happens. */
export const MAX_CLOCK_LAG_SECONDS = 60;

/** The high-water mark is written at most this often, so that requests do not contend for its row. */
const MARK_EVERY_SECONDS = 30;

const queryClock = prepare<{ now: Instant; latest: Instant; lagSeconds: number }>(
  'read-clock',
  `
WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now), marked AS (
  UPDATE clock_high_water SET latest = now FROM clock WHERE latest < now - interval '${MARK_EVERY_SECONDS} seconds'
)
SELECT ${instant('now')} AS now, ${instant('latest')} AS latest,
  extract(epoch FROM latest - now)::float8 AS "lagSeconds"
FROM clock, clock_high_water`,
);

/** The high-water mark of a table without its row, such as after a partial restore: what the rows of the mirror show. */
const RESTORE_MARK = `
INSERT INTO clock_high_water (latest)
SELECT greatest((SELECT max(observed_at) FROM offers), (SELECT max(started_at) FROM sync_runs), timestamptz 'epoch')
ON CONFLICT DO NOTHING`;

/**
 * Reads the database's clock, which orders the observations of all workers, and keeps its high-water mark. Restores a mark
 * that is missing.
 *
 * @throws {StoreError} `clock_behind` if the clock is more than a minute behind a time that the mirror has used: an
 *   observation now would lose against the earlier ones.
 */
export async function readClock(pool: Pool): Promise<Instant> {
  const { now, latest, lagSeconds } = await readMark(pool);
  if (lagSeconds <= MAX_CLOCK_LAG_SECONDS) return now;
  throw new StoreError(
    'clock_behind',
    `the clock of the database says ${toSecond(now)}, but this mirror has observed offers at ${toSecond(latest)}: ` +
      'correct the clock, or run `mobipium-sync clock reset` if it is correct now and was ahead before',
  );
}

async function readMark(pool: Pool) {
  const { rows } = await queryClock(pool, []);
  if (rows[0] !== undefined) return rows[0];
  await pool.query(RESTORE_MARK);
  const restored = await queryClock(pool, []);
  return restored.rows[0]!;
}

function toSecond(time: Instant): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

/** The latest time that the mirror has used: of a request or of a run. */
export const LATEST_USED = `greatest((SELECT latest FROM clock_high_water), (SELECT max(started_at) FROM sync_runs))`;

/** Reads how far the database's clock is behind the latest time that the mirror has used, in whole seconds; 0: it is not. */
export async function readClockLag(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ lag: number }>(
    `SELECT greatest(0, extract(epoch FROM ${LATEST_USED} - clock_timestamp()))::int AS lag`,
  );
  return rows[0]!.lag;
}

/** The times that each table has of the database's clock, except those of conversions. */
export const CLOCK_COLUMNS = {
  sync_runs: ['started_at', 'finished_at'],
  offers: [
    'observed_at',
    'status_unconfirmed_at',
    'first_observed_at',
    'created_at',
    'updated_at',
    'left_active_at',
  ],
  conversion_list: ['added_at'],
  conversion_list_left: ['left_at'],
  run_requests: ['observed_at'],
  answer_fields: ['checked_at'],
  rejected_rows: ['first_seen', 'last_seen'],
  clock_high_water: ['latest'],
  episodes: ['started_at', 'ended_at', 'acknowledged_at', 'created_at'],
  alert_mutes: ['created_at'],
  alert_messages: [
    'created_at',
    'dispatched_at',
    'claimed_at',
    'attempted_at',
    'refused_since',
    'delivered_at',
    'given_up_at',
  ],
  alert_channels: ['last_delivered_at', 'last_failed_at', 'gone_since', 'disabled_at'],
  watchlist: ['created_at', 'updated_at'],
  offer_rhythms: ['observed_at'],
  network_ticks: ['observed_at'],
  network_silences: ['started_at', 'ended_at'],
  'history.offer_changes': ['observed_at'],
  'history.conversion_list_changes': ['changed_at'],
  'history.live_events': ['created_at'],
} as const satisfies Record<string, string[]>;

/** $1: the clock. $2: how far the times are ahead of it, as an interval. */
const shiftIf = (condition: string, column: string) =>
  `${column} = CASE WHEN ${condition} THEN ${column} - $2::interval ELSE ${column} END`;

/** When the kept values of the last conversion were observed. */
const CONVERSION_AS_OF = `CASE WHEN stale ? 'lastConversion' THEN (stale ->> 'lastConversion')::timestamptz ELSE observed_at END`;

/** Further columns that depend on the times of their row. */
const DEPENDENT_COLUMNS: Partial<Record<keyof typeof CLOCK_COLUMNS, string[]>> = {
  offers: [
    ...['last_conversion_from', 'last_conversion_to', 'last_conversion_at'].map((column) =>
      shiftIf(`${CONVERSION_AS_OF} > $1`, column),
    ),
    `stale = (SELECT jsonb_object_agg(key, CASE WHEN value::timestamptz > $1
       THEN ${instant('(value::timestamptz - $2::interval)')} ELSE value END) FROM jsonb_each_text(stale))`,
  ],
  sync_runs: [shiftIf('started_at > $1', 'deadline_at')],
  offer_rhythms: [
    ...['conversion_to', 'stop_deadline', 'rescore_at'].map((column) => shiftIf('observed_at > $1', column)),
  ],
};

/** The times in the states of the rhythms depend on those of `offer_rhythms`, and are moved before them. */
const SHIFT_STATES = `UPDATE rhythm_states AS s SET state = ${shiftState('$2::interval')}
  FROM offer_rhythms AS r WHERE r.offer_id = s.offer_id AND r.observed_at > $1`;

/** A reset may update every row of the mirror, which takes longer than other statements may. */
const RESET_TIMEOUT_MS = 30 * 60_000;

/** Writers wait while a reset waits for its locks. */
const LOCK_TIMEOUT_MS = 30_000;

/** The effect of a reset. */
export interface ClockReset {
  /** How far the latest recorded time was ahead of the clock, in whole seconds; 0: nothing was changed. */
  aheadSeconds: number;
  /** Offers and runs whose times were moved back. */
  offers: number;
  runs: number;
}

/**
 * Moves all recorded times that are in the future back by the same interval, so that the latest is the present: the next
 * observations are later than all earlier ones again, and the order of the earlier ones stays.
 *
 * For a clock that was ahead and has been corrected. Writers wait for it. Idempotent: then nothing is in the future.
 *
 * Uses a connection of its own, because the server may be silent for longer than on others.
 */
export async function resetClock(databaseUrl: string): Promise<ClockReset> {
  const database = openDatabase({ databaseUrl, connections: 1, statementTimeoutMs: RESET_TIMEOUT_MS });
  try {
    return await database.transact(moveBack);
  } finally {
    await database.close();
  }
}

async function moveBack(client: PoolClient): Promise<ClockReset> {
  await client.query(`SET LOCAL statement_timeout = ${LOCK_TIMEOUT_MS}`);
  // Also waits for each transaction that holds the row of a run: it may lock the other tables next.
  await client.query(`LOCK TABLE ${Object.keys(CLOCK_COLUMNS).join(', ')} IN EXCLUSIVE MODE`);
  await client.query(`SET LOCAL statement_timeout = ${RESET_TIMEOUT_MS}`);
  const latest = Object.entries(CLOCK_COLUMNS).flatMap(([table, columns]) =>
    columns.map((column) => `(SELECT max(${column}) FROM ${table})`),
  );
  const { rows } = await client.query<{ now: string; ahead: string; aheadSeconds: number }>(
    `SELECT now::text, ahead::text, extract(epoch FROM ahead)::int AS "aheadSeconds"
       FROM (SELECT clock_timestamp() AS now) AS clock,
         LATERAL (SELECT greatest(greatest(${latest.join(', ')}) - now, interval '0') AS ahead) AS a`,
  );
  const { now, ahead, aheadSeconds } = rows[0]!;
  const changed: Record<string, number> = {};
  if (aheadSeconds > 0) {
    const update = async (text: string) => (await client.query(text, [now, ahead])).rowCount ?? 0;
    await update(SHIFT_STATES);
    for (const [table, columns] of Object.entries(CLOCK_COLUMNS)) {
      const dependent = DEPENDENT_COLUMNS[table as keyof typeof CLOCK_COLUMNS] ?? [];
      const shifted = columns.map((column) => shiftIf(`${column} > $1`, column));
      changed[table] = await update(
        `UPDATE ${table} SET ${[...shifted, ...dependent].join(', ')} WHERE ${columns.map((column) => `${column} > $1`).join(' OR ')}`,
      );
    }
  }
  return { aheadSeconds, offers: changed.offers ?? 0, runs: changed.sync_runs ?? 0 };
}

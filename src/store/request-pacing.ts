import type { Pool } from 'pg';
import { prepare } from './prepared';

/** Bounds the wait, in seconds, also when the database's clock was set back after a row was written. */
const MAX_WAIT_SECONDS = 3;

const reserve = prepare<{ waitMs: number }>(
  'reserve-send-time',
  `
INSERT INTO request_pacing AS pacing (queue, next_send_at)
VALUES ($1, clock_timestamp() + $2 * interval '1 second')
ON CONFLICT (queue) DO UPDATE SET next_send_at = $2 * interval '1 second' + least(
  greatest(pacing.next_send_at, clock_timestamp()),
  clock_timestamp() + ${MAX_WAIT_SECONDS} * interval '1 second'
)
RETURNING extract(epoch FROM next_send_at - $2 * interval '1 second' - clock_timestamp())::float8 * 1000 AS "waitMs"`,
);

/**
 * Reserves the next send time of a queue, so that the requests of all its workers are spaced evenly.
 *
 * @returns how long to wait until the reserved time, in milliseconds: 0 to about 3,000.
 */
export async function reserveSendTime(pool: Pool, queue: string, requestsPerSecond: number): Promise<number> {
  const { rows } = await reserve(pool, [queue, 1 / requestsPerSecond]);
  return Math.max(0, rows[0]!.waitMs);
}

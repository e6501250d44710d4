import type { Pool } from 'pg';

/** Nobody is sent further ahead than this, whatever a clock that was set back left in the table. */
const FURTHEST_SECONDS = 3;

const TAKE_TURN = `
INSERT INTO request_turns AS turn (queue, next_at)
VALUES ($1, clock_timestamp() + $2 * interval '1 second')
ON CONFLICT (queue) DO UPDATE SET next_at = $2 * interval '1 second' + least(
  greatest(turn.next_at, clock_timestamp()),
  clock_timestamp() + ${FURTHEST_SECONDS} * interval '1 second'
)
RETURNING extract(epoch FROM next_at - $2 * interval '1 second' - clock_timestamp())::float8 * 1000 AS "waitMs"`;

/**
 * Take the next turn of a queue, so that all its workers' requests go out evenly spaced.
 *
 * @returns how long to wait for it, in milliseconds, at least 0.
 */
export async function takeTurn(pool: Pool, queue: string, requestsPerSecond: number): Promise<number> {
  const { rows } = await pool.query<{ waitMs: number }>({
    name: 'take-turn',
    text: TAKE_TURN,
    values: [queue, 1 / requestsPerSecond],
  });
  return Math.max(0, rows[0]!.waitMs);
}

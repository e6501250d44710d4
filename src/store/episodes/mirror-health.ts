import type { PoolClient } from 'pg';
import { findMirrorProblems, type MirrorHealth } from '../../domain/alerts/mirror-problems';
import type { Instant } from '../../domain/offer';
import { LATEST_USED, MAX_CLOCK_LAG_SECONDS } from '../clock';
import { READS_ALL_ACTIVE } from '../runs/read';
import { instant } from '../sql';

/** How often the schedules start runs. */
export interface SyncIntervals {
  highEverySeconds: number;
  fullEverySeconds: number;
}

const runsOf = (kind: 'high' | 'full') => `jsonb_build_object(
    'goodAt', (SELECT ${instant('started_at')} FROM sync_runs WHERE kind = '${kind}' AND status = 'completed' AND ${READS_ALL_ACTIVE}
      AND started_at <= $1 ORDER BY started_at DESC LIMIT 1),
    'firstAt', (SELECT ${instant('started_at')} FROM sync_runs WHERE kind = '${kind}' ORDER BY started_at LIMIT 1))`;

const READ_HEALTH = `
SELECT ${runsOf('high')} AS high, ${runsOf('full')} AS full,
  (SELECT jsonb_build_object('startedAt', ${instant('started_at')}, 'errorType', error_type) FROM sync_runs
    WHERE kind IN ('high', 'full') AND status NOT IN ('running', 'cancelled') AND started_at <= $1
    ORDER BY started_at DESC LIMIT 1) AS last,
  extract(epoch FROM ${LATEST_USED} - clock_timestamp())::float8 AS "clockLagSeconds"`;

type HealthRow = Pick<MirrorHealth, 'last' | 'clockLagSeconds'> &
  Record<'high' | 'full', Pick<MirrorHealth['high'], 'goodAt' | 'firstAt'>>;

/** Finds out why the mirror is out of date at a time. */
export async function readMirrorProblems(
  client: PoolClient,
  at: Instant,
  { highEverySeconds, fullEverySeconds }: SyncIntervals,
): Promise<ReturnType<typeof findMirrorProblems>> {
  const { rows } = await client.query<HealthRow>(READ_HEALTH, [at]);
  const { high, full, ...health } = rows[0]!;
  return findMirrorProblems({
    ...health,
    at,
    high: { ...high, everySeconds: highEverySeconds },
    full: { ...full, everySeconds: fullEverySeconds },
    maxClockLagSeconds: MAX_CLOCK_LAG_SECONDS,
  });
}

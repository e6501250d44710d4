import type { PoolClient } from 'pg';
import { findMirrorProblems, type MirrorHealth } from '../../domain/alerts/mirror-problems';
import type { Instant } from '../../domain/offer';
import { LATEST_USED, MAX_CLOCK_LAG_SECONDS } from '../clock';
import { runsOfKind } from '../runs/runs-of-kind';
import { instant } from '../sql';

/** How often the schedules start runs. */
export interface SyncIntervals {
  highEverySeconds: number;
  fullEverySeconds: number;
}

const READ_HEALTH = `
SELECT ${runsOfKind('high', '$1')} AS high, ${runsOfKind('full', '$1')} AS full,
  (SELECT jsonb_build_object('startedAt', ${instant('started_at')}, 'errorType', error_type) FROM sync_runs
    WHERE kind IN ('high', 'full') AND status NOT IN ('running', 'cancelled') AND started_at <= $1
    ORDER BY started_at DESC LIMIT 1) AS last,
  extract(epoch FROM ${LATEST_USED} - clock_timestamp())::float8 AS "clockLagSeconds"`;

type HealthRow = Pick<MirrorHealth, 'last' | 'clockLagSeconds'> &
  Record<'high' | 'full', Omit<MirrorHealth['high'], 'everySeconds'>>;

/** Finds out why the mirror is out of date at a time. `before`: the problems of the open episode. */
export async function readMirrorProblems(
  client: PoolClient,
  at: Instant,
  { intervals, before }: { intervals: SyncIntervals; before: MirrorHealth['before'] },
): Promise<ReturnType<typeof findMirrorProblems>> {
  const { rows } = await client.query<HealthRow>(READ_HEALTH, [at]);
  const { high, full, ...health } = rows[0]!;
  return findMirrorProblems({
    ...health,
    at,
    high: { ...high, everySeconds: intervals.highEverySeconds },
    full: { ...full, everySeconds: intervals.fullEverySeconds },
    before,
    maxClockLagSeconds: MAX_CLOCK_LAG_SECONDS,
  });
}

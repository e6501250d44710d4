import type { RunsAt } from '../../domain/alerts/overdue';
import type { Database } from '../database';
import { instant } from '../sql';
import { READS_ALL_ACTIVE } from './read';

/** SQL expression: the `RunsOfKind` of a kind, as JSON. Of the good runs, only those that started until `at`, an expression. */
export const runsOfKind = (kind: 'high' | 'full', at: string) => `(SELECT jsonb_build_object(
    'goodAt', max(${instant('started_at')}), 'goodSeconds', max(extract(epoch FROM finished_at - started_at)),
    'firstAt', (SELECT ${instant('started_at')} FROM sync_runs WHERE kind = '${kind}' ORDER BY started_at LIMIT 1))
  FROM (SELECT started_at, finished_at FROM sync_runs WHERE kind = '${kind}' AND status = 'completed' AND ${READS_ALL_ACTIVE}
    AND started_at <= ${at} ORDER BY started_at DESC LIMIT 1) AS good)`;

const READ_RUNS = `SELECT ${instant('now()')} AS at, ${runsOfKind('high', 'now()')} AS high, ${runsOfKind('full', 'now()')} AS full`;

/** Reads the runs that decide whether a HIGH or a FULL is overdue, and the database's time. */
export async function readRunsOfKinds({ pool }: Database): Promise<RunsAt> {
  const { rows } = await pool.query<RunsAt>(READ_RUNS);
  return rows[0]!;
}

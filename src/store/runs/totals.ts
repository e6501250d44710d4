import type { Pool, PoolClient } from 'pg';
import type { RunKey, RunStatus, SyncKind } from '../../domain/run';

/** The sums over all finished runs of one kind and status, pruned runs included. They only grow. */
export interface RunTotals {
  kind: SyncKind;
  status: Exclude<RunStatus, 'running'>;
  runs: number;
  requests: number;
  retries: number;
  rowsRejected: number;
  offersNew: number;
  offersChanged: number;
  offersPaused: number;
  offersResumed: number;
  offersGone: number;
  listAdded: number;
  listRemoved: number;
}

/** The columns of `run_totals` that are sums of the column of the same name in `sync_runs`. */
const SUMS = [
  'requests',
  'retries',
  'rows_rejected',
  'offers_new',
  'offers_changed',
  'offers_paused',
  'offers_resumed',
  'offers_gone',
  'list_added',
  'list_removed',
];

const ADD_RUN = `
INSERT INTO run_totals AS t (kind, status, runs, ${SUMS.join(', ')})
SELECT kind, status, 1, ${SUMS.map((column) => `coalesce(${column}, 0)`).join(', ')}
FROM sync_runs WHERE workflow_id = $1 AND run_id = $2
ON CONFLICT (kind, status) DO UPDATE SET ${['runs', ...SUMS].map((column) => `${column} = t.${column} + excluded.${column}`).join(', ')}`;

/** Adds a run to the totals. Not idempotent: call it in the transaction that finishes the run. */
export async function addToTotals(client: PoolClient, { workflowId, runId }: RunKey): Promise<void> {
  await client.query(ADD_RUN, [workflowId, runId]);
}

/** Reads the totals of all finished runs. Kinds and statuses without runs are omitted. */
export async function readRunTotals(pool: Pool): Promise<RunTotals[]> {
  // Sums below 2^53 are exact as float8, which the driver reads as a number.
  const { rows } = await pool.query<RunTotals>(
    `SELECT kind, status, ${['runs', ...SUMS].map((column) => `${column}::float8 AS "${toCamelCase(column)}"`).join(', ')}
     FROM run_totals ORDER BY kind, status`,
  );
  return rows;
}

function toCamelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

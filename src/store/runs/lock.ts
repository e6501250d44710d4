import type { PoolClient } from 'pg';
import type { RunKey } from '../../domain/run';

/** No run in `sync_runs` has this key. */
class RunNotFoundError extends Error {
  override name = 'RunNotFoundError';
  constructor({ workflowId, runId }: RunKey) {
    super(`There is no run ${workflowId} (${runId}) in sync_runs.`);
  }
}

/**
 * Locks a run's row until the transaction ends, and reads some of its columns.
 *
 * @param columns SQL of this module, never of a caller.
 * @throws {RunNotFoundError} if the run has no row.
 */
export function lockRun<Columns extends object>(
  client: PoolClient,
  run: RunKey,
  columns: string,
): Promise<Columns> {
  return readColumns(client, run, columns, 'FOR UPDATE');
}

/** As {@link lockRun}, without a lock on the row: others may change it before the transaction ends. */
export function readRunColumns<Columns extends object>(
  client: PoolClient,
  run: RunKey,
  columns: string,
): Promise<Columns> {
  return readColumns(client, run, columns, '');
}

async function readColumns<Columns extends object>(
  client: PoolClient,
  run: RunKey,
  columns: string,
  lock: 'FOR UPDATE' | '',
): Promise<Columns> {
  const { rows } = await client.query<Columns>(
    `SELECT ${columns} FROM sync_runs WHERE workflow_id = $1 AND run_id = $2 ${lock}`,
    [run.workflowId, run.runId],
  );
  if (rows[0] === undefined) throw new RunNotFoundError(run);
  return rows[0];
}

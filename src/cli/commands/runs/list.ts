import { TemporalUnavailableError } from '../../../client';
import type { RunStatus, SyncKind } from '../../../domain/run';
import type { RunRecord } from '../../../store';
import { tableWidth } from '../../../terminal/table';
import { toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';
import { renderRuns } from './table';

/** Which runs to list, and how. */
export interface ListOptions {
  kind?: SyncKind;
  status?: RunStatus;
  limit: number;
  cursor?: string;
  json?: true;
}

/** Print the runs, newest first. */
export async function listRuns({ store, syncs }: Service, options: ListOptions): Promise<ExitCode> {
  const { json, ...query } = options;
  const page = await store.listRuns(query);
  const runs = await Promise.all(page.runs.map((run) => withCurrentStatus(run, syncs)));
  const lines = json
    ? [toSafeJson({ runs, nextCursor: page.nextCursor })]
    : [
        ...renderRuns(runs, Date.now(), tableWidth(process.stdout)),
        ...(page.nextCursor === null ? [] : [`Next page: the same command with --cursor ${page.nextCursor}`]),
      ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

/** A run that was terminated has not recorded its end: only Temporal knows it. */
async function withCurrentStatus(run: RunRecord, syncs: Service['syncs']): Promise<RunRecord> {
  if (run.status !== 'running') return run;
  const found = await syncs.readSync(run.workflowId, run.runId).catch((error: unknown) => {
    if (error instanceof TemporalUnavailableError) return undefined;
    throw error;
  });
  return found === undefined ? run : { ...run, status: found.status, finishedAt: found.finishedAt };
}

import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunEnd, StartedRun } from '../activities';
import type { MirrorRun, SyncKind } from '../domain/run';
import { requestTimeMs } from '../domain/run-times';
import { databaseActivities } from './activity-options';
import {
  INVALID_INPUT,
  manualWorkflowId,
  prefixOf,
  progressQuery,
  readMirrorId,
  RUN_TIMEOUT_SECONDS,
  type RunMemo,
  type RunSummary,
  type SyncProgress,
} from './contract';
import { failureMessage, failureType } from './failures';

/** A run that has its row in `sync_runs`. */
export interface Run extends StartedRun {
  key: MirrorRun;
  /** When it stops sending requests, in milliseconds since the epoch: early enough to end with its audit. */
  requestsEndAtMs: number;
}

/** What a workflow contributes to its run's audit. */
export type AuditInput = Omit<RunEnd, 'run' | 'status' | 'error' | 'errorType'> & {
  /** Requests of which no answer was stored, and the retries among them. */
  extraRequests: number;
  extraRetries: number;
};

const CANCELLED = 'the run was cancelled';

interface AuditOptions {
  kind: SyncKind;
  params: object;
  /** What is wrong with the workflow's input; undefined: nothing. With a problem the run fails at once. */
  inputProblem: string | undefined;
  progress: SyncProgress;
  /** The run as an earlier execution began it, when this one continues it. */
  startedRun?: Run | undefined;
  /** Returns what is known so far: the audit of a run that fails or is cancelled. */
  partialAudit: () => AuditInput;
}

/**
 * Insert a run into `sync_runs`, run `body`, and write the run's audit.
 *
 * The audit is also written when the body fails and, in a non-cancellable scope, when it is cancelled. Only a run that
 * Temporal terminates or times out has no audit: the next run of its kind finds that its deadline has passed and marks
 * it as timed out.
 */
export async function withAudit(
  options: AuditOptions,
  body: (run: Run) => Promise<AuditInput>,
): Promise<RunSummary> {
  setHandler(progressQuery, () => options.progress);
  const run = options.startedRun ?? (await beginRun(options));
  try {
    if (options.inputProblem !== undefined) {
      throw runFailure(`the input is invalid: ${options.inputProblem}`, INVALID_INPUT);
    }
    if (run.yieldsTo !== null) {
      const reason = `another run of this kind is running: ${run.yieldsTo}`;
      return await writeAudit(run, 'cancelled', { ...options.partialAudit(), reasons: [reason] });
    }
    const audit = await body(run);
    const notes = [...noteOthers(run), ...(audit.notes ?? [])];
    const status = audit.reasons.length > 0 ? 'incomplete' : 'completed';
    const summary = await writeAudit(run, status, { ...audit, notes });
    options.progress.phase = 'done';
    return summary;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    const audit = options.partialAudit();
    // An activity that is open when the run is cancelled may fail with another error, and is not retried.
    const isCancelled = isCancellation(error) || CancellationScope.current().consideredCancelled;
    await CancellationScope.nonCancellable(() =>
      isCancelled
        ? writeAudit(run, 'cancelled', { ...audit, reasons: [...audit.reasons, CANCELLED] })
        : writeAudit(run, 'failed', audit, { error: failureMessage(error), errorType: failureType(error) }),
    );
    throw isCancelled
      ? new CancelledFailure(CANCELLED)
      : runFailure(failureMessage(error), failureType(error));
  }
}

async function beginRun({ kind, params, inputProblem }: AuditOptions): Promise<Run> {
  const { workflowId, firstExecutionRunId, typedSearchAttributes, memo, taskQueue } = workflowInfo();
  const isScheduled = typedSearchAttributes.getAll().some(({ key }) => key.name === 'TemporalScheduledById');
  const key = { workflowId, runId: firstExecutionRunId };
  const started = await databaseActivities.beginRun.executeWithOptions({ summary: `begin the ${kind} run` }, [
    {
      run: { ...key, mirrorId: readMirrorId(memo) },
      kind,
      // No run yields to one whose input is invalid.
      params: inputProblem === undefined ? params : { invalid: true },
      trigger: isScheduled ? 'schedule' : 'manual',
      deadlineSeconds: RUN_TIMEOUT_SECONDS[kind],
      manualId: manualWorkflowId(kind, prefixOf(taskQueue, kind)),
    },
  ]);
  // A run that was started by hand has no memo. Starts compare the parameters.
  if (memo?.params === undefined && inputProblem === undefined) {
    upsertMemo({ params, mirrorId: started.mirrorId } satisfies RunMemo);
  }
  return { ...started, key: { ...key, mirrorId: started.mirrorId }, requestsEndAtMs: requestsEndAtMs(kind) };
}

function noteOthers({ others }: Run): string[] {
  return others.length === 0 ? [] : [`other runs of this kind were running: ${others.join(', ')}`];
}

/** A run that was started by hand may have a shorter timeout. A longer one does not count: the run's row has the usual deadline. */
function requestsEndAtMs(kind: SyncKind): number {
  const { startTime, executionTimeoutMs = Infinity } = workflowInfo();
  const timeoutMs = Math.min(executionTimeoutMs, RUN_TIMEOUT_SECONDS[kind] * 1_000);
  return startTime.getTime() + requestTimeMs(timeoutMs);
}

async function writeAudit(
  run: Run,
  status: 'completed' | 'incomplete' | 'cancelled' | 'failed',
  audit: AuditInput,
  failure: Pick<RunEnd, 'error' | 'errorType'> = { error: null },
): Promise<RunSummary> {
  const finished = await databaseActivities.finishRun.executeWithOptions(
    { summary: `write the audit: ${status}` },
    [{ ...audit, run: run.key, status, ...failure }],
  );
  const headline = `**${finished.status}**, ${finished.offersMet} offers met`;
  setCurrentDetails(
    [headline, ...finished.reasons, ...(failure.error === null ? [] : [failure.error])].join('\n\n'),
  );
  storeOutcome(run, run.yieldsTo !== null && status === 'cancelled' ? 'gave_way' : finished.status);
  return finished;
}

/** Stores the outcome in the search attribute that the settings name, so that runs can be found by it in Temporal. */
function storeOutcome({ outcomeAttribute }: Run, outcome: string): void {
  if (outcomeAttribute === undefined) return;
  upsertSearchAttributes([{ key: defineSearchAttributeKey(outcomeAttribute, 'KEYWORD'), value: outcome }]);
}

/** The failure that ends a run as failed. Any other error thrown in a workflow retries its task until the run times out. */
export function runFailure(message: string, type: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nonRetryable: true });
}

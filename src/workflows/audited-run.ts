import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BegunRun, RunAudit } from '../activities';
import type { RunKey, SyncKind } from '../domain/run';
import { books } from './activity-options';
import {
  manualWorkflowId,
  progressQuery,
  RUN_TIMEOUT_SECONDS,
  type RunSummary,
  type SyncProgress,
} from './contract';
import { reasonOf, typeOf } from './failures';

/** A run that has been entered in `sync_runs`. */
export interface Run extends BegunRun {
  key: RunKey;
}

/** What the story of a run hands to its audit. */
export type Ending = Omit<RunAudit, 'run' | 'status' | 'error'> & {
  /** Requests of which no answer was stored, and the repeats among them. */
  extraRequests: number;
  extraRetries: number;
};

const CANCELLED = 'the run was cancelled';

interface RunPlot {
  kind: SyncKind;
  params: object;
  progress: SyncProgress;
  /** The run as an earlier execution of it entered it, when this one continues. */
  begun?: Run | undefined;
  /** What is known so far, for a run that fails or is cancelled. */
  soFar: () => Ending;
}

/**
 * Tell a run from its entry in `sync_runs` to its audit there.
 *
 * Whatever happens in the story, the audit is written: also when it fails, and, out of the reach of the
 * cancellation, when it is cancelled. Only a run that Temporal itself ends leaves none; the next run of its kind
 * finds its deadline passed and marks it timed out.
 */
export async function tellRun(plot: RunPlot, story: (run: Run) => Promise<Ending>): Promise<RunSummary> {
  setHandler(progressQuery, () => plot.progress);
  const run = plot.begun ?? (await begin(plot));
  try {
    if (run.otherIsRunning) return await giveWay(run, plot);
    const ending = await story(run);
    const summary = await finish(run, ending.reasons.length > 0 ? 'incomplete' : 'completed', ending);
    plot.progress.phase = 'done';
    return summary;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    const ending = plot.soFar();
    // What is open when the run is cancelled may fail of something else, and is not tried again.
    const isCancelled = isCancellation(error) || CancellationScope.current().consideredCancelled;
    await CancellationScope.nonCancellable(() =>
      isCancelled
        ? finish(run, 'cancelled', { ...ending, reasons: [...ending.reasons, CANCELLED] })
        : finish(run, 'failed', ending, reasonOf(error)),
    );
    throw isCancelled ? new CancelledFailure(CANCELLED) : failRun(reasonOf(error), typeOf(error));
  }
}

async function begin({ kind, params }: RunPlot): Promise<Run> {
  const { workflowId, firstExecutionRunId, typedSearchAttributes } = workflowInfo();
  const isScheduled = typedSearchAttributes.getAll().some(({ key }) => key.name === 'TemporalScheduledById');
  const key = { workflowId, runId: firstExecutionRunId };
  const begun = await books.beginRun.executeWithOptions({ summary: `enter the ${kind} run` }, [
    {
      run: key,
      kind,
      params,
      trigger: isScheduled ? 'schedule' : 'manual',
      deadlineSeconds: RUN_TIMEOUT_SECONDS[kind],
      givesWayTo: isScheduled ? manualWorkflowId(kind) : null,
    },
  ]);
  return { ...begun, key };
}

/** A scheduled run that finds a manual one of its kind going leaves the catalogue to that one. */
function giveWay(run: Run, { kind, soFar }: RunPlot): Promise<RunSummary> {
  const reason = `another run of this kind was going: ${manualWorkflowId(kind)}`;
  return finish(run, 'cancelled', { ...soFar(), reasons: [reason] });
}

async function finish(
  run: Run,
  status: 'completed' | 'incomplete' | 'cancelled' | 'failed',
  ending: Ending,
  error: string | null = null,
): Promise<RunSummary> {
  const summary = `write the audit: ${status}`;
  const audited = await books.finishRun.executeWithOptions({ summary }, [
    { ...ending, run: run.key, status, error },
  ]);
  setCurrentDetails(
    [
      `**${status}**, ${audited.offersMet} offers met`,
      ...ending.reasons,
      ...(error === null ? [] : [error]),
    ].join('\n\n'),
  );
  return { status: status === 'failed' ? 'incomplete' : status, reasons: ending.reasons, ...audited };
}

/** End a run as failed, with a sentence: anything else thrown would leave it trying again for ever. */
export function failRun(message: string, type: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nonRetryable: true });
}

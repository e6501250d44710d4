import {
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import { findInputProblem, toFullSyncParams } from '../../domain/run-params';
import { type Run, withAudit } from '../audited-run';
import type { FullSyncParams, RunSummary } from '../contract';
import { updateConversionList } from '../update-conversion-list';
import { recheckPages } from './recheck';
import { countPages, scanPages } from './scan';
import {
  describeProgress,
  type FullSyncState,
  initialState,
  isWhole,
  type StepName,
  toAuditInput,
} from './state';
import { sweepUnseen } from './sweep';

/** The input of a later execution of a run: continue-as-new passes it. */
interface ContinuedInput {
  params: FullSyncParams;
  state: FullSyncState;
}

interface Step {
  name: StepName;
  applies?: (params: FullSyncParams, state: FullSyncState) => boolean;
  /** Do a part of the step. Returns true when the step is done. The run may continue as new between two parts. */
  run: (run: Run, params: FullSyncParams, state: FullSyncState) => Promise<boolean>;
}

/**
 * The order matters. Only a whole scan can show whether pages shifted while it ran, and only a scan that missed nothing
 * justifies the sweep: after half a scan it would request half the catalogue, and might mark offers as missing that are
 * not. The list is updated last, and also after a scan with missing pages, because every offer that was read is valid.
 */
const STEPS: readonly Step[] = [
  { name: 'counting', run: countPages },
  { name: 'scanning', run: scanPages },
  { name: 'rechecking', applies: isWhole, run: recheckPages },
  {
    name: 'sweeping',
    applies: (params, state) =>
      (params.status === 'Active' || params.status === 'any') && isWhole(params, state),
    run: sweepUnseen,
  },
  { name: 'updating-list', run: updateList },
];

/**
 * Copy the whole catalogue, ten pages per child workflow, then update the ConversionList.
 *
 * Once the server suggests it, the run continues as new, with its state in the input.
 *
 * @param args One object with some of the `FullSyncParams`; default: `FULL_SYNC_DEFAULTS`.
 */
export async function fullSync(...args: unknown[]): Promise<RunSummary> {
  const isContinued = workflowInfo().continuedFromExecutionRunId !== undefined;
  const continued = isContinued ? (args[0] as ContinuedInput) : undefined;
  const inputProblem = isContinued ? undefined : findInputProblem('full', args);
  const params = continued?.params ?? toFullSyncParams(inputProblem === undefined ? args : []);
  // An earlier version may have handed on a state without the newest fields.
  const state = { ...initialState(), ...continued?.state };
  const options = {
    kind: 'full' as const,
    params,
    inputProblem,
    progress: state.progress,
    startedRun: continued?.state.run ?? undefined,
    partialAudit: () => toAuditInput(params, state),
  };

  return withAudit(options, async (run) => {
    state.run = run;
    const firstStep = STEPS.findIndex(({ name }) => name === state.step);
    for (const step of STEPS.slice(firstStep)) {
      state.step = step.name;
      if (step.applies?.(params, state) === false) continue;
      state.progress.phase = step.name;
      while (!(await step.run(run, params, state))) await continueAsNewIfSuggested(params, state);
    }
    return toAuditInput(params, state);
  });
}

async function continueAsNewIfSuggested(params: FullSyncParams, state: FullSyncState): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  // The open activities may have succeeded despite the cancellation, and the next execution would not know of it.
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled');
  await continueAsNew<typeof fullSync>({ params, state } satisfies ContinuedInput);
}

async function updateList(run: Run, _params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  setCurrentDetails(describeProgress(state));
  await updateConversionList(run);
  return true;
}

import {
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import { books, pagesAt } from '../activity-options';
import { tellRun } from '../audited-run';
import { FULL_SYNC_DEFAULTS, type FullSyncParams, type RunSummary } from '../contract';
import { addRequests, attemptsOf } from '../failures';
import { recheckPages } from './recheck';
import { scanPages } from './scan';
import { beginState, describeProgress, endingOf, type FullSyncState } from './state';
import { sweepUnseen } from './sweep';

export type FullSyncInput = Partial<FullSyncParams> & {
  /** What an earlier execution of this run knows; only continue-as-new hands it in. */
  continued?: FullSyncState;
};

/**
 * Copy the whole catalogue, ten pages to a child, then rebuild the ConversionList.
 *
 * The order matters. Only when every page is in can it be told whether pages shifted while they were read, and
 * only when nothing was missed does an Active offer that nobody met deserve to be asked for by id: a sweep over
 * half a scan would ask for half the catalogue, and believe its absence. The list is rebuilt last, and also after
 * a scan that lacks a page, since every offer that was read is true.
 *
 * Once the server suggests it, the run continues as new between two steps, with its state in the input.
 */
export async function fullSync({ continued, ...asked }: FullSyncInput = {}): Promise<RunSummary> {
  const params: FullSyncParams = { ...FULL_SYNC_DEFAULTS, ...asked };
  const state = continued ?? beginState();

  const plot = {
    kind: 'full' as const,
    params,
    progress: state.progress,
    begun: continued?.run ?? undefined,
    soFar: () => endingOf(state),
  };
  return tellRun(plot, async (run) => {
    state.run = run;
    const settle = async () => {
      if (workflowInfo().continueAsNewSuggested) {
        // What was open may have ended well all the same, and the next execution would know nothing of the cancellation.
        if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled');
        await continueAsNew<typeof fullSync>({ ...params, continued: state });
      }
    };

    if (state.step === 'counting') {
      state.progress.phase = 'counting';
      const size = await pagesAt(run.pace)
        .measureCatalogue.executeWithOptions({ summary: 'size up the catalogue' }, [
          { status: params.status, retryForMs: run.pace.pageRetryForMs },
        ])
        .catch((error: unknown) => {
          addRequests(state, attemptsOf(error));
          throw error;
        });
      addRequests(state, size.attempts);
      state.offersExpected = size.total;
      state.pagesPlanned = Math.min(size.totalPages, params.maxPages ?? size.totalPages);
      state.step = 'scanning';
    }

    if (state.step === 'scanning') {
      state.progress.phase = 'scanning';
      while (!(await scanPages(run, params, state))) await settle();
      state.step = 'rechecking';
    }

    const isWhole = params.maxPages === null;
    if (!isWhole) state.notes.push(`only the first ${state.pagesPlanned} pages were asked for`);

    if (state.step === 'rechecking') {
      if (isWhole && state.reasons.length === 0) {
        state.progress.phase = 'rechecking';
        while (!(await recheckPages(run, params, state))) await settle();
      }
      state.step = 'sweeping';
    }

    if (state.step === 'sweeping') {
      const mayBeUnseen = params.status === 'Active' || params.status === 'any';
      if (isWhole && mayBeUnseen && state.reasons.length === 0) {
        state.progress.phase = 'sweeping';
        while (!(await sweepUnseen(run, params, state))) await settle();
      }
      state.step = 'updating-list';
    }

    state.progress.phase = 'updating-list';
    setCurrentDetails(describeProgress(state));
    state.list = await books.refreshList.executeWithOptions({ summary: 'rebuild the ConversionList' }, [
      { run: run.key },
    ]);
    return endingOf(state);
  });
}

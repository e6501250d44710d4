import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import { OFFERS_PER_BATCH, splitBatches } from '../../domain/network-limits';
import { books, pagesAt } from '../activity-options';
import type { Run } from '../audited-run';
import type { FullSyncParams } from '../contract';
import { addRequests, attemptsOf, isTokenRefused, reasonOf } from '../failures';
import { workThrough } from '../work-through';
import { addReason, describeProgress, type FullSyncState } from './state';

/**
 * Ask by id for some of the Active offers that nobody has met since the run began, from where the state stands.
 *
 * True: that was the last of them, and those that the network did not return are marked, within reason. False:
 * there are more.
 */
export async function sweepUnseen(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const unseen = await books.listUnseen.executeWithOptions(
    { summary: 'which Active offers did nobody meet?' },
    [{ since: run.startedAt, after: state.sweptAfter }],
  );
  const waiting = splitBatches(unseen.offerIds, OFFERS_PER_BATCH);
  await workThrough(
    () => waiting.shift(),
    params.concurrency,
    (offerIds) => sweepBatch(offerIds, run, state),
  );
  state.sweptAfter = unseen.after;
  if (unseen.after !== null) return false;
  if (state.sweepBatches > 0 && state.reasons.length === 0) await markGone(run, params, state);
  return true;
}

async function sweepBatch(offerIds: string[], run: Run, state: FullSyncState): Promise<void> {
  state.sweepBatches += 1;
  const summary = `sweep: ask for ${offerIds.length} offers, ${offerIds[0]} to ${offerIds.at(-1)}`;
  try {
    const copied = await pagesAt(run.pace).copyOffers.executeWithOptions({ summary }, [
      {
        run: run.key,
        requestKey: `sweep/${state.sweepBatches}`,
        purpose: 'sweep',
        offerIds,
        status: 'any',
        retryForMs: run.pace.pageRetryForMs,
      },
    ]);
    state.offersSwept += offerIds.length;
    state.progress.retries += copied.retries;
  } catch (error) {
    if (isCancellation(error)) throw error;
    addRequests(state, attemptsOf(error));
    if (isTokenRefused(error)) throw error;
    addReason(state, `sweep (${offerIds[0]} to ${offerIds.at(-1)}): ${reasonOf(error)}`);
  }
  setCurrentDetails(describeProgress(state));
}

async function markGone(run: Run, { allowMassRemoval }: FullSyncParams, state: FullSyncState): Promise<void> {
  const summary = 'mark what the network no longer returns';
  const gone = await books.markGone.executeWithOptions({ summary }, [{ run: run.key, allowMassRemoval }]);
  if (gone.refused) {
    addReason(
      state,
      `${gone.absent} of ${run.knownActive} known Active offers would vanish at once: nothing was marked; ` +
        'start a run with allowMassRemoval to carry it out',
    );
  }
}

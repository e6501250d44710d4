import { setCurrentDetails } from '@temporalio/workflow';
import { splitBatches } from '../../domain/network-limits';
import { databaseActivities, requestActivities } from '../activity-options';
import type { Run } from '../audited-run';
import { type FullSyncParams, requestKey } from '../contract';
import { recordFailure } from '../failures';
import { addReason } from '../reasons';
import { requestEach } from '../request-each';
import { describeProgress, type FullSyncState } from './state';

/** Leaves room for the companions in a request of 50 ids. */
const BATCH_OF_SECOND_SWEEP = 40;

interface SweepSlice {
  batches: string[][];
  companionIds: string[];
  after: string | null;
}

/**
 * Request by id one slice of the Active offers that have not been observed since the run began, and then once more those
 * that the network did not return.
 *
 * One answer may be broken, or come from a cache. The second request for an offer therefore differs from the first: it is
 * sent after all of them, with other offers, and with companions that the scan has just met. If the network returns none
 * of the companions, its absent offers show nothing either.
 *
 * Returns false when there are more slices. After the last one, the offers that were absent both times are marked, unless
 * they are too many.
 */
export async function sweepUnseen(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const { batches, companionIds, after } = await (state.isSecondSweep ? listAbsent : listUnseen)(run, state);
  const earlyEnd = await requestEach(
    batches,
    {
      limit: params.concurrency,
      endsAtMs: run.requestsEndAtMs,
      onFailure: (offerIds, error) =>
        addReason(state, `sweep (${describeIds(offerIds)}): ${recordFailure(error, state)}`),
    },
    (offerIds) => sweepBatch(offerIds, companionIds, run, state),
  );
  if (earlyEnd !== null) {
    const offers = `${earlyEnd.unread.flat().length} offers${after === null ? '' : ' and all after them'}`;
    addReason(state, `sweep (${offers}): ${earlyEnd.why}`);
    return true;
  }
  state.sweptAfter = after;
  if (after !== null) return false;
  if (state.sweepBatches === 0 || state.reasons.length > 0) return true;
  if (!state.isSecondSweep) {
    state.isSecondSweep = true;
    return false;
  }
  await markMissing(run, params, state);
  return true;
}

async function listUnseen(run: Run, state: FullSyncState): Promise<SweepSlice> {
  const { offerIds, after } = await databaseActivities.listUnseen.executeWithOptions(
    { summary: 'list Active offers that the scan did not meet' },
    [{ run: run.key, since: run.startedAt, after: state.sweptAfter }],
  );
  return { batches: splitBatches(offerIds), companionIds: [], after };
}

async function listAbsent(run: Run, state: FullSyncState): Promise<SweepSlice> {
  const { offerIds, companionIds, after } = await databaseActivities.listAbsent.executeWithOptions(
    { summary: 'list offers that the network did not return' },
    [{ run: run.key, after: state.sweptAfter }],
  );
  return { batches: splitBatches(offerIds, BATCH_OF_SECOND_SWEEP), companionIds, after };
}

async function sweepBatch(
  offerIds: string[],
  companionIds: string[],
  run: Run,
  state: FullSyncState,
): Promise<void> {
  state.sweepBatches += 1;
  const ids = describeIds(offerIds);
  const summary = `sweep: request ${offerIds.length} offers${state.isSecondSweep ? ' again' : ''}, ${ids}`;
  const copied = await requestActivities(run.limits).copyOffers.executeWithOptions({ summary }, [
    {
      run: run.key,
      requestKey: requestKey('sweep', state.sweepBatches),
      purpose: 'sweep',
      offerIds,
      companionIds,
      status: 'any',
      retryForMs: run.limits.pageRetryForMs,
    },
  ]);
  state.answersSaved += 1;
  state.progress.retries += copied.retries;
  if (state.isSecondSweep) state.offersReturned += offerIds.length - copied.missing;
  else state.offersSwept += offerIds.length;
  if (companionIds.length > 0 && copied.companions === 0) {
    const listed = companionIds.length;
    addReason(state, `sweep (${ids}): the network returned none of ${listed} offers that it had just listed`);
  } else if (copied.missing > copied.absent) {
    addReason(state, `sweep (${ids}): the answer does not show which offers the network no longer has`);
  }
  setCurrentDetails(describeProgress(state));
}

function describeIds(offerIds: string[]): string {
  return `${offerIds[0]} to ${offerIds.at(-1)}`;
}

async function markMissing(
  run: Run,
  { allowMassRemoval }: FullSyncParams,
  state: FullSyncState,
): Promise<void> {
  const { refused, absent, markedBefore } = await databaseActivities.markMissing.executeWithOptions(
    { summary: 'mark offers that the network no longer returns' },
    [{ run: run.key, allowMassRemoval }],
  );
  if (!refused) return;
  const what =
    markedBefore === 0
      ? `${absent} of ${run.knownActive} known Active offers would become Unknown at once`
      : `${absent} more offers would become Unknown, ${markedBefore + absent} of ${markedBefore + run.knownActive} within 24 hours`;
  addReason(state, `${what}: nothing was marked; start a run with allowMassRemoval to mark them`);
}

import { setCurrentDetails } from '@temporalio/workflow';
import { splitBatches } from '../../domain/network-limits';
import { databaseActivities, pageActivities } from '../activity-options';
import type { Run } from '../audited-run';
import { type FullSyncParams, requestKey } from '../contract';
import { recordFailure } from '../failures';
import { forEachConcurrent } from '../for-each-concurrent';
import { addReason, describeProgress, type FullSyncState } from './state';

/**
 * Request by id one slice of the Active offers that have not been observed since the run began.
 *
 * Returns false when there are more slices. After the last one, the offers that the network did not return are marked,
 * unless their share is too large.
 */
export async function sweepUnseen(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const unseen = await databaseActivities.listUnseen.executeWithOptions(
    { summary: 'list Active offers that the scan did not meet' },
    [{ run: run.key, since: run.startedAt, after: state.sweptAfter }],
  );
  const waiting = splitBatches(unseen.offerIds);
  await forEachConcurrent(
    () => waiting.shift(),
    params.concurrency,
    (offerIds) => sweepBatch(offerIds, run, state),
  );
  state.sweptAfter = unseen.after;
  if (unseen.after !== null) return false;
  if (state.sweepBatches > 0 && state.reasons.length === 0) await markMissing(run, params, state);
  return true;
}

async function sweepBatch(offerIds: string[], run: Run, state: FullSyncState): Promise<void> {
  state.sweepBatches += 1;
  const ids = `${offerIds[0]} to ${offerIds.at(-1)}`;
  const summary = `sweep: request ${offerIds.length} offers, ${ids}`;
  try {
    const copied = await pageActivities(run.limits).copyOffers.executeWithOptions({ summary }, [
      {
        run: run.key,
        requestKey: requestKey('sweep', state.sweepBatches),
        purpose: 'sweep',
        offerIds,
        status: 'any',
        retryForMs: run.limits.pageRetryForMs,
      },
    ]);
    state.answersSaved += 1;
    state.offersSwept += offerIds.length;
    state.progress.retries += copied.retries;
  } catch (error) {
    addReason(state, `sweep (${ids}): ${recordFailure(error, state)}`);
  }
  setCurrentDetails(describeProgress(state));
}

async function markMissing(
  run: Run,
  { allowMassRemoval }: FullSyncParams,
  state: FullSyncState,
): Promise<void> {
  const { refused, absent } = await databaseActivities.markMissing.executeWithOptions(
    { summary: 'mark offers that the network no longer returns' },
    [{ run: run.key, allowMassRemoval }],
  );
  if (refused) {
    addReason(
      state,
      `${absent} of ${run.knownActive} known Active offers would become Unknown at once: nothing was marked; ` +
        'start a run with allowMassRemoval to mark them',
    );
  }
}

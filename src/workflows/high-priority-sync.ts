import { setCurrentDetails } from '@temporalio/workflow';
import { splitBatches } from '../domain/network-limits';
import { batchActivities, databaseActivities } from './activity-options';
import { type Run, runFailure, withAudit } from './audited-run';
import { initialProgress, requestKey, type RunSummary } from './contract';
import { recordFailure } from './failures';
import { forEachConcurrent } from './for-each-concurrent';
import { updateConversionList } from './update-conversion-list';

/** Up to this many offers may be gone since the last FULL: on a short list they are a large share. */
const MAX_ABSENT_OFFERS = 10;

/**
 * Request every offer on the ConversionList, 50 ids at a time, then update the list.
 *
 * The requests carry no status filter, so a pause is seen. The list is updated also after a failed batch: what the
 * other batches observed is true, and the offers of the failed batch stay as they were.
 *
 * An absent offer also stays as it was: only the sweep of a FULL marks absent offers. If too many are absent, the
 * network's filter by id may be broken, so the run is incomplete.
 */
export async function highPrioritySync(): Promise<RunSummary> {
  const progress = initialProgress('high');
  const audit = {
    reasons: [] as string[],
    pagesPlanned: 0,
    offersExpected: 0,
    answersSaved: 0,
    extraRequests: 0,
    extraRetries: 0,
  };
  let absent = 0;

  const copyBatch = async (run: Run, batch: number, offerIds: string[]) => {
    const ids = `${offerIds[0]} to ${offerIds.at(-1)}`;
    const summary = `request ${offerIds.length} offers, ${ids}`;
    try {
      const copied = await batchActivities(run.limits).copyOffers.executeWithOptions({ summary }, [
        { run: run.key, requestKey: requestKey('batch', batch), purpose: 'batch', offerIds, status: 'any' },
      ]);
      progress.pagesDone = audit.answersSaved = progress.pagesDone + 1;
      absent += copied.absent;
      progress.offersMet += copied.received;
      progress.retries += copied.retries;
    } catch (error) {
      audit.reasons.push(`batch ${batch} (${ids}): ${recordFailure(error, audit)}`);
    }
    setCurrentDetails(
      `${progress.pagesDone} of ${progress.pagesTotal} batches, ${progress.offersMet} offers met`,
    );
  };

  /** Copy one slice of the list, from the key `after`. Returns the key of the next slice; null at the end. */
  const copySlice = async (run: Run, after: string | null): Promise<string | null> => {
    const slice = await databaseActivities.listConverting.executeWithOptions(
      { summary: 'read the ConversionList' },
      [{ after }],
    );
    const batches = splitBatches(slice.offerIds);
    let batch = progress.pagesTotal ?? 0;
    progress.pagesTotal = audit.pagesPlanned = batch + batches.length;
    audit.offersExpected += slice.offerIds.length;
    await forEachConcurrent(
      () => batches.shift(),
      run.limits.batchConcurrency,
      (offerIds) => copyBatch(run, (batch += 1), offerIds),
    );
    return slice.after;
  };

  return withAudit({ kind: 'high', params: {}, progress, partialAudit: () => audit }, async (run) => {
    progress.phase = 'asking';
    let after = await copySlice(run, null);
    while (after !== null) after = await copySlice(run, after);
    if (progress.pagesTotal !== 0 && progress.pagesDone === 0) {
      throw runFailure(audit.reasons[0] ?? 'no batch succeeded', 'NothingCopied');
    }
    if (absent > MAX_ABSENT_OFFERS && absent / audit.offersExpected > run.limits.maxAbsentShare) {
      audit.reasons.push(
        `${absent} of ${audit.offersExpected} offers are absent from the answers, more than SWEEP_MAX_SHARE allows`,
      );
    }

    progress.phase = 'updating-list';
    await updateConversionList(run);
    return audit;
  });
}

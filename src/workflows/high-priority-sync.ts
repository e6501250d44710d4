import { setCurrentDetails } from '@temporalio/workflow';
import type { OffersToRequest } from '../activities';
import { splitBatches } from '../domain/network-limits';
import { describeRanges } from '../domain/number-ranges';
import { findInputProblem } from '../domain/run-params';
import { databaseActivities, requestActivities } from './activity-options';
import { type Run, runFailure, withAudit } from './audited-run';
import { initialProgress, requestKey, type RunSummary } from './contract';
import { recordFailure } from './failures';
import { addReason, listReasons, type Reasons } from './reasons';
import { type EarlyEnd, requestEach } from './request-each';
import { updateConversionList } from './update-conversion-list';

/** Up to this many offers may be gone since the last FULL: on a short list they are a large share. */
const MAX_ABSENT_OFFERS = 10;

/** One batch of ids. */
interface Batch {
  /** From 1. */
  number: number;
  offerIds: string[];
  /** All of them are on the ConversionList; false: none is. */
  isListed: boolean;
}

/** Names the batches that were not read: `batches 9 to 48 (1950 offers): not requested, because …`. */
function describeUnread({ unread, why }: EarlyEnd<Batch>, hasMoreSlices: boolean): string {
  const numbers = describeRanges(unread.map(({ number }) => ({ first: number, last: number })));
  const offers = unread.reduce((sum, { offerIds }) => sum + offerIds.length, 0);
  return `batches ${numbers} (${offers} offers)${hasMoreSlices ? ' and all after them' : ''}: ${why}`;
}

/**
 * Request every offer on the ConversionList, 50 ids at a time, then update the list.
 *
 * Two more groups are requested after those on the list: the offers that left it within the last 24 hours, so that one that
 * is back is on the list again after one run, and the watch list, so that each change of its offers is seen by the next
 * run. They may well be absent: that shows nothing about the network.
 *
 * The requests carry no status filter, so a pause is seen. The list is updated also after a failed batch: what the
 * other batches observed is true, and the offers of the failed batch stay as they were.
 *
 * An absent offer also stays as it was: only the sweep of a FULL marks absent offers. If too many are absent, the
 * network's filter by id may be broken, so the run is incomplete.
 *
 * It takes no parameters.
 */
export async function highPrioritySync(...args: unknown[]): Promise<RunSummary> {
  const progress = initialProgress('high');
  const audit = {
    reasons: [] as string[],
    pagesPlanned: 0,
    offersExpected: 0,
    answersSaved: 0,
    extraRequests: 0,
    extraRetries: 0,
  };
  const failedBatches: Reasons = { reasons: [], unlistedReasons: 0 };
  let listed = 0;
  let missing = 0;

  const toAuditInput = () => ({ ...audit, reasons: [...listReasons(failedBatches), ...audit.reasons] });

  const describeBatch = ({ number, offerIds }: Batch) =>
    `batch ${number} (${offerIds[0]} to ${offerIds.at(-1)})`;
  const showProgress = () =>
    setCurrentDetails(
      `${progress.pagesDone} of ${progress.pagesTotal} batches, ${progress.offersMet} offers met`,
    );

  const copyBatch = async (run: Run, { number, offerIds, isListed }: Batch) => {
    const summary = `request ${offerIds.length} offers, ${offerIds[0]} to ${offerIds.at(-1)}`;
    const copied = await requestActivities(run.limits).copyOffers.executeWithOptions({ summary }, [
      {
        run: run.key,
        requestKey: requestKey('batch', number),
        purpose: 'batch',
        offerIds,
        status: 'any',
        retryForMs: run.limits.batchRetryForMs,
        // The next HIGH requests the same offers again, after the wait.
        extraForWaitsMs: 0,
      },
    ]);
    progress.pagesDone = audit.answersSaved = progress.pagesDone + 1;
    if (isListed) missing += copied.missing;
    progress.offersMet += copied.received;
    progress.retries += copied.retries;
    showProgress();
  };

  const onFailure = (batch: Batch, error: unknown) => {
    addReason(failedBatches, `${describeBatch(batch)}: ${recordFailure(error, audit)}`);
    showProgress();
  };

  /** Copy one slice of the offers, from `after` on. Returns where the next slice begins; null at the end. */
  const copySlice = async (run: Run, after: OffersToRequest['after']): Promise<OffersToRequest['after']> => {
    const slice = await databaseActivities.listToRequest.executeWithOptions(
      { summary: 'read which offers to request' },
      [{ run: run.key, after }],
    );
    const before = progress.pagesTotal ?? 0;
    const batches = [
      ...splitBatches(slice.listedIds).map((offerIds) => ({ offerIds, isListed: true })),
      ...splitBatches(slice.leftIds).map((offerIds) => ({ offerIds, isListed: false })),
    ].map((batch, index): Batch => ({ ...batch, number: before + index + 1 }));
    listed += slice.listedIds.length;
    progress.pagesTotal = audit.pagesPlanned = before + batches.length;
    audit.offersExpected += slice.listedIds.length + slice.leftIds.length;
    const earlyEnd = await requestEach(
      batches,
      { limit: run.limits.batchConcurrency, endsAtMs: run.requestsEndAtMs, onFailure },
      (batch) => copyBatch(run, batch),
    );
    if (earlyEnd !== null) {
      const hasMore = slice.after !== null;
      if (earlyEnd.unread.length > 0 || hasMore) audit.reasons.push(describeUnread(earlyEnd, hasMore));
      return null;
    }
    return slice.after;
  };

  const inputProblem = findInputProblem('high', args);
  const options = { kind: 'high', params: {}, inputProblem, progress, partialAudit: toAuditInput } as const;
  return withAudit(options, async (run) => {
    progress.phase = 'requesting';
    let after = await copySlice(run, null);
    while (after !== null) after = await copySlice(run, after);
    if (progress.pagesTotal !== 0 && progress.pagesDone === 0) {
      throw runFailure(toAuditInput().reasons[0] ?? 'no batch succeeded', 'NothingCopied');
    }
    const isShareTooLarge = missing > MAX_ABSENT_OFFERS && missing / listed > run.limits.maxAbsentShare;
    // Several offers that are all gone at once are more likely a broken filter, also on a short list.
    if (isShareTooLarge || (listed > 1 && missing === listed)) {
      audit.reasons.push(
        `${missing} of ${listed} offers are absent from the answers, more than SWEEP_MAX_SHARE allows`,
      );
    }

    progress.phase = 'updating-list';
    await updateConversionList(run);
    return toAuditInput();
  });
}

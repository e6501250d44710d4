import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import { OFFERS_PER_BATCH, splitBatches } from '../domain/network-limits';
import { batchesAt, books } from './activity-options';
import { failRun, tellRun, type Ending, type Run } from './audited-run';
import type { RunSummary, SyncProgress } from './contract';
import { addRequests, attemptsOf, isTokenRefused, reasonOf } from './failures';
import { workThrough } from './work-through';

/**
 * Ask the network for every offer on the ConversionList, 50 ids at a time, then bring the list in line.
 *
 * The ids are asked without a status filter, so that a pause shows. The list is brought in line at the end also
 * when a batch could not be had: what the others said is true, and an offer of the lost batch stays as it was.
 */
export async function highPrioritySync(): Promise<RunSummary> {
  const progress: SyncProgress = {
    kind: 'high',
    phase: 'starting',
    pagesTotal: null,
    pagesDone: 0,
    chunksTotal: null,
    chunksDone: 0,
    offersMet: 0,
    retries: 0,
    etaSeconds: null,
  };
  const ending: Ending = {
    reasons: [],
    pagesPlanned: 0,
    offersExpected: 0,
    extraRequests: 0,
    extraRetries: 0,
    list: null,
  };

  const askForBatch = async (run: Run, batch: number, offerIds: string[]) => {
    const summary = `ask for ${offerIds.length} offers, ${offerIds[0]} to ${offerIds.at(-1)}`;
    try {
      const copied = await batchesAt(run.pace).copyOffers.executeWithOptions({ summary }, [
        { run: run.key, requestKey: `batch/${batch}`, purpose: 'batch', offerIds, status: 'any' },
      ]);
      progress.pagesDone += 1;
      progress.offersMet += copied.received;
      progress.retries += copied.retries;
    } catch (error) {
      if (isCancellation(error)) throw error;
      addRequests(ending, attemptsOf(error));
      if (isTokenRefused(error)) throw error;
      ending.reasons.push(`batch ${batch} (${offerIds[0]} to ${offerIds.at(-1)}): ${reasonOf(error)}`);
    }
    setCurrentDetails(
      `${progress.pagesDone} of ${progress.pagesTotal} batches, ${progress.offersMet} offers met`,
    );
  };

  return tellRun({ kind: 'high', params: {}, progress, soFar: () => ending }, async (run) => {
    progress.phase = 'asking';
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const ids = await books.listConverting.executeWithOptions({ summary: 'read the ConversionList' }, [
        { after },
      ]);
      ending.offersExpected = (ending.offersExpected ?? 0) + ids.offerIds.length;
      const batches = splitBatches(ids.offerIds, OFFERS_PER_BATCH);
      const firstBatch = (progress.pagesTotal ?? 0) + 1;
      progress.pagesTotal = ending.pagesPlanned = (progress.pagesTotal ?? 0) + batches.length;
      let taken = 0;
      const next = () => (taken < batches.length ? taken++ : undefined);
      await workThrough(next, run.pace.batchesAtOnce, (index) =>
        askForBatch(run, firstBatch + index, batches[index] ?? []),
      );
      after = ids.after;
    }
    if (progress.pagesTotal !== null && progress.pagesTotal > 0 && progress.pagesDone === 0) {
      throw failRun(ending.reasons[0] ?? 'no batch could be had', 'NothingCopied');
    }

    progress.phase = 'updating-list';
    ending.list = await books.refreshList.executeWithOptions(
      { summary: 'bring the ConversionList in line' },
      [{ run: run.key }],
    );
    return ending;
  });
}

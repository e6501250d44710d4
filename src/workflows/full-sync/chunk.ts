import { isCancellation, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { RequestLimits } from '../../activities';
import { OFFERS_PER_PAGE } from '../../domain/network-limits';
import type { FullSyncStatus, MirrorRun } from '../../domain/run';
import { pageActivities } from '../activity-options';
import { initialProgress, progressQuery, requestKey } from '../contract';
import { failureMessage, isTokenRefused, requestsSent } from '../failures';
import { forEachConcurrent } from '../for-each-concurrent';

export interface ChunkInput {
  /** The FULL that this chunk belongs to. */
  run: MirrorRun;
  firstPage: number;
  lastPage: number;
  /** Pages in flight. */
  concurrency: number;
  status: FullSyncStatus;
  limits: RequestLimits;
}

/** The result of a chunk. */
export interface CopiedChunk {
  pagesDone: number;
  offersMet: number;
  retries: number;
  /** The number of pages in the catalogue, from the answer whose request was sent last; null: there was no answer. */
  latest: { totalPages: number; observedAt: string } | null;
  failedPages: { page: number; reason: string; requests: number }[];
}

/**
 * Copy one range of pages, one activity per page.
 *
 * A page that fails is named in the result and does not stop the others. Only a refused token fails the chunk, and with
 * it the FULL.
 */
export async function fullSyncChunk(input: ChunkInput): Promise<CopiedChunk> {
  const { run, firstPage, lastPage, concurrency, status, limits } = input;
  const pagesTotal = lastPage - firstPage + 1;
  const copied: CopiedChunk = { pagesDone: 0, offersMet: 0, retries: 0, latest: null, failedPages: [] };
  setHandler(progressQuery, () => {
    const { pagesDone, offersMet, retries, failedPages } = copied;
    const phase = pagesDone + failedPages.length === pagesTotal ? 'done' : 'scanning';
    return { ...initialProgress('chunk'), phase, pagesTotal, pagesDone, offersMet, retries };
  });

  const copyPage = async (page: number) => {
    try {
      const answer = await pageActivities(limits).copyPage.executeWithOptions({ summary: `page ${page}` }, [
        {
          run,
          requestKey: requestKey('page', page),
          purpose: 'page',
          page,
          pageSize: OFFERS_PER_PAGE,
          status,
          retryForMs: limits.pageRetryForMs,
        },
      ]);
      const { received, retries, totalPages, observedAt } = answer;
      copied.pagesDone += 1;
      copied.offersMet += received;
      copied.retries += retries;
      if (copied.latest === null || copied.latest.observedAt < observedAt) {
        copied.latest = { totalPages, observedAt };
      }
    } catch (error) {
      if (isCancellation(error) || isTokenRefused(error)) throw error;
      copied.failedPages.push({ page, reason: failureMessage(error), requests: requestsSent(error) });
    }
    setCurrentDetails(`${copied.pagesDone} of ${pagesTotal} pages, ${copied.offersMet} offers met`);
  };

  let page = firstPage;
  await forEachConcurrent(() => (page <= lastPage ? page++ : undefined), concurrency, copyPage);
  return copied;
}

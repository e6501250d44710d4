import { isCancellation, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Pace } from '../../activities';
import { OFFERS_PER_PAGE } from '../../domain/network-limits';
import type { FullSyncStatus, RunKey } from '../../domain/run';
import { pagesAt } from '../activity-options';
import { progressQuery, type SyncProgress } from '../contract';
import { attemptsOf, isTokenRefused, reasonOf } from '../failures';
import { workThrough } from '../work-through';

export interface ChunkInput {
  /** The FULL that this chunk belongs to. */
  run: RunKey;
  firstPage: number;
  lastPage: number;
  /** Pages asked for at once. */
  concurrency: number;
  status: FullSyncStatus;
  pace: Pace;
}

export interface CopiedChunk {
  pagesDone: number;
  offersMet: number;
  retries: number;
  /** How many pages the catalogue has, as the answer that was asked last says; null: there was no answer. */
  latest: { totalPages: number; askedAt: string } | null;
  failedPages: { page: number; reason: string; attempts: number }[];
}

/**
 * Copy one range of pages, an activity a page.
 *
 * A page that has used up its time is named in the result and does not stop the others. Only a refused token
 * does: it fails the chunk, and with it the FULL.
 */
export async function fullSyncChunk(input: ChunkInput): Promise<CopiedChunk> {
  const { run, firstPage, lastPage, concurrency, status, pace } = input;
  const copied: CopiedChunk = { pagesDone: 0, offersMet: 0, retries: 0, latest: null, failedPages: [] };
  const progress = (): SyncProgress => ({
    kind: 'chunk',
    phase: copied.pagesDone + copied.failedPages.length > lastPage - firstPage ? 'done' : 'scanning',
    pagesTotal: lastPage - firstPage + 1,
    pagesDone: copied.pagesDone,
    chunksTotal: null,
    chunksDone: 0,
    offersMet: copied.offersMet,
    retries: copied.retries,
    etaSeconds: null,
  });
  setHandler(progressQuery, progress);

  const copyPage = async (page: number) => {
    try {
      const answer = await pagesAt(pace).copyPage.executeWithOptions({ summary: `page ${page}` }, [
        {
          run,
          requestKey: `page/${page}`,
          purpose: 'page',
          page,
          pageSize: OFFERS_PER_PAGE,
          status,
          retryForMs: pace.pageRetryForMs,
        },
      ]);
      copied.pagesDone += 1;
      copied.offersMet += answer.received;
      copied.retries += answer.retries;
      if (copied.latest === null || copied.latest.askedAt < answer.askedAt) {
        copied.latest = { totalPages: answer.totalPages, askedAt: answer.askedAt };
      }
    } catch (error) {
      if (isCancellation(error) || isTokenRefused(error)) throw error;
      copied.failedPages.push({ page, reason: reasonOf(error), attempts: attemptsOf(error) });
    }
    setCurrentDetails(
      `${copied.pagesDone} of ${lastPage - firstPage + 1} pages, ${copied.offersMet} offers met`,
    );
  };

  let page = firstPage;
  await workThrough(() => (page <= lastPage ? page++ : undefined), concurrency, copyPage);
  return copied;
}

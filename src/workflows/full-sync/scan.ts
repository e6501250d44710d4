import { executeChild, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { PAGES_PER_CHUNK } from '../../domain/network-limits';
import { pageActivities } from '../activity-options';
import type { Run } from '../audited-run';
import { chunkWorkflowId, type FullSyncParams } from '../contract';
import { countRequests, requestsSent } from '../failures';
import { forEachConcurrent } from '../for-each-concurrent';
import { type CopiedChunk, fullSyncChunk } from './chunk';
import { addReason, describeProgress, type FullSyncState } from './state';

/** Twelve children keep ten pages in flight while one child ends and the next starts. */
const CHUNKS_IN_FLIGHT = 12;

interface PageRange {
  firstPage: number;
  lastPage: number;
}

/** Count the offers and pages of the catalogue. */
export async function countPages(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const size = await pageActivities(run.limits)
    .measureCatalogue.executeWithOptions({ summary: 'count the pages of the catalogue' }, [
      { run: run.key, status: params.status, retryForMs: run.limits.pageRetryForMs },
    ])
    .catch((error: unknown) => {
      countRequests(state, requestsSent(error));
      throw error;
    });
  countRequests(state, size.requests);
  state.offersExpected = size.total;
  state.pagesPlanned = planPages(size, params);
  return true;
}

/**
 * Copy pages from the state's next page on, a window of chunks at a time.
 *
 * Returns false if the server suggests continuing as new before the last page; the window has drained by then.
 */
export async function scanPages(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const { workflowId } = workflowInfo();
  state.scanStartedMs ??= Date.now();
  updateTotals(state);

  const nextRange = (): PageRange | undefined => {
    if (state.nextPage > state.pagesPlanned || workflowInfo().continueAsNewSuggested) return undefined;
    const firstPage = state.nextPage;
    const lastPage = Math.min(firstPage + PAGES_PER_CHUNK - 1, state.pagesPlanned);
    state.nextPage = lastPage + 1;
    return { firstPage, lastPage };
  };

  const copyRange = async ({ firstPage, lastPage }: PageRange) => {
    const chunk = await executeChild(fullSyncChunk, {
      workflowId: chunkWorkflowId(workflowId, firstPage, lastPage),
      staticSummary: `pages ${firstPage} to ${lastPage}`,
      args: [
        {
          run: run.key,
          firstPage,
          lastPage,
          concurrency: Math.min(params.concurrency, PAGES_PER_CHUNK),
          status: params.status,
          limits: run.limits,
        },
      ],
    });
    applyChunk(chunk, params, state);
  };

  const chunksInFlight = params.concurrency < PAGES_PER_CHUNK ? 1 : CHUNKS_IN_FLIGHT;
  await forEachConcurrent(nextRange, chunksInFlight, copyRange);
  return state.nextPage > state.pagesPlanned;
}

function planPages({ totalPages }: { totalPages: number }, { maxPages }: FullSyncParams): number {
  return Math.min(totalPages, maxPages ?? totalPages);
}

/** Add a chunk's counts and failed pages to the state, and update `pagesPlanned` if the catalogue grew or shrank. */
function applyChunk(chunk: CopiedChunk, params: FullSyncParams, state: FullSyncState): void {
  const { progress } = state;
  progress.chunksDone += 1;
  progress.pagesDone += chunk.pagesDone;
  state.answersSaved += chunk.pagesDone;
  progress.offersMet += chunk.offersMet;
  progress.retries += chunk.retries;
  for (const { page, reason, requests } of chunk.failedPages) {
    addReason(state, `page ${page}: ${reason}`);
    countRequests(state, requests);
  }
  if (chunk.latest !== null && chunk.latest.observedAt > state.pagesPlannedAsOf) {
    state.pagesPlannedAsOf = chunk.latest.observedAt;
    state.pagesPlanned = planPages(chunk.latest, params);
  }
  updateTotals(state);
}

function updateTotals(state: FullSyncState): void {
  const { progress } = state;
  const { pagesDone } = progress;
  const pagesTotal = Math.max(state.pagesPlanned, pagesDone);
  const elapsedSeconds = (Date.now() - (state.scanStartedMs ?? Date.now())) / 1_000;
  progress.pagesTotal = pagesTotal;
  progress.chunksTotal = Math.ceil(pagesTotal / PAGES_PER_CHUNK);
  progress.etaSeconds =
    pagesDone === 0 ? null : Math.round((elapsedSeconds / pagesDone) * (pagesTotal - pagesDone));
  setCurrentDetails(describeProgress(state));
}

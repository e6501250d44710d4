import { CancellationScope, executeChild, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { PAGES_PER_CHUNK } from '../../domain/network-limits';
import { describeRanges } from '../../domain/number-ranges';
import { countNeededPages, type StatedSize } from '../../domain/scan/page-cap';
import { requestActivities } from '../activity-options';
import type { Run } from '../audited-run';
import { chunkWorkflowId, type FullSyncParams } from '../contract';
import { countRequests, describeChunkFailure, isTokenRefused, requestsSent } from '../failures';
import { forEachConcurrent } from '../for-each-concurrent';
import { addFirstReason, addReason } from '../reasons';
import { OUT_OF_TIME } from '../request-each';
import { type CopiedChunk, emptyChunk, fullSyncChunk } from './chunk';
import { describeProgress, type FullSyncState } from './state';

/** Twelve children keep ten pages in flight while one child ends and the next starts. */
const CHUNKS_IN_FLIGHT = 12;

interface PageRange {
  firstPage: number;
  lastPage: number;
}

/** Count the offers and pages of the catalogue. */
export async function countPages(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const size = await requestActivities(run.limits)
    .measureCatalogue.executeWithOptions({ summary: 'count the pages of the catalogue' }, [
      { run: run.key, status: params.status, retryForMs: run.limits.pageRetryForMs },
    ])
    .catch((error: unknown) => {
      countRequests(state, requestsSent(error));
      throw error;
    });
  countRequests(state, size.requests);
  state.offersExpected = size.total;
  state.pagesPlanned = planPages(size, params, state);
  return true;
}

/**
 * Copy pages from the state's next page on, a window of chunks at a time.
 *
 * Returns false if the server suggests continuing as new before the last page; the window has drained by then. Ends before
 * the last page in an outage or when the run's time for requests is used up, and names the pages that were not read.
 */
export async function scanPages(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const { workflowId } = workflowInfo();
  state.scanStartedMs ??= Date.now();
  updateTotals(state);

  const nextRange = (): PageRange | undefined => {
    if (Date.now() >= run.requestsEndAtMs) state.endedEarly ??= OUT_OF_TIME;
    const hasPages = state.endedEarly === null && state.nextPage <= state.pagesPlanned;
    if (!hasPages || workflowInfo().continueAsNewSuggested) return undefined;
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
          requestsEndAtMs: run.requestsEndAtMs,
        },
      ],
    }).catch((error: unknown) => {
      // The chunk alone may have been terminated or cancelled, by hand or by a limit of the server.
      if (CancellationScope.current().consideredCancelled || isTokenRefused(error)) throw error;
      addReason(state, `pages ${firstPage} to ${lastPage}: the chunk ${describeChunkFailure(error)}`);
      return emptyChunk();
    });
    applyChunk(chunk, params, state);
  };

  const chunksInFlight = params.concurrency < PAGES_PER_CHUNK ? 1 : CHUNKS_IN_FLIGHT;
  await forEachConcurrent(nextRange, chunksInFlight, copyRange);
  if (state.endedEarly === null) return state.nextPage > state.pagesPlanned;

  const unread = describeRanges([...state.unreadPages, { first: state.nextPage, last: state.pagesPlanned }]);
  if (unread !== '') addFirstReason(state, `pages ${unread}: ${state.endedEarly}`);
  return true;
}

function planPages(size: StatedSize, { maxPages }: FullSyncParams, { rowsPerPage }: FullSyncState): number {
  const pages = countNeededPages(size, rowsPerPage);
  return Math.min(pages, maxPages ?? pages);
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
  if (chunk.earlyEnd !== null) {
    state.endedEarly ??= chunk.earlyEnd.why;
    state.unreadPages.push(...chunk.earlyEnd.unread.map((page) => ({ first: page, last: page })));
  }
  state.rowsPerPage = Math.max(state.rowsPerPage, chunk.rowsPerPage);
  if (chunk.latest !== null && chunk.latest.observedAt > state.pagesPlannedAsOf) {
    state.pagesPlannedAsOf = chunk.latest.observedAt;
    state.pagesPlanned = planPages(chunk.latest, params, state);
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

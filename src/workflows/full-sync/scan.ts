import { executeChild, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { PAGES_PER_CHUNK } from '../../domain/network-limits';
import type { Run } from '../audited-run';
import { chunkWorkflowId, type FullSyncParams } from '../contract';
import { addRequests } from '../failures';
import { workThrough } from '../work-through';
import { fullSyncChunk, type CopiedChunk } from './chunk';
import { addReason, describeProgress, type FullSyncState } from './state';

/**
 * So many children keep ten slots busy while one ends and the next begins.
 */
const CHUNKS_IN_FLIGHT = 12;

interface Range {
  firstPage: number;
  lastPage: number;
}

/**
 * Copy pages from where the state stands, a window of chunks at a time, until the last page is in (true) or the
 * server suggests to continue as new (false; the window has drained by then).
 */
export async function scanPages(run: Run, params: FullSyncParams, state: FullSyncState): Promise<boolean> {
  const { workflowId } = workflowInfo();
  state.scanStartedMs ??= Date.now();
  tellTotals(state);

  const nextRange = (): Range | undefined => {
    if (state.nextPage > state.pagesPlanned || workflowInfo().continueAsNewSuggested) return undefined;
    const firstPage = state.nextPage;
    const lastPage = Math.min(firstPage + PAGES_PER_CHUNK - 1, state.pagesPlanned);
    state.nextPage = lastPage + 1;
    return { firstPage, lastPage };
  };

  const copyRange = async ({ firstPage, lastPage }: Range) => {
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
          pace: run.pace,
        },
      ],
    });
    takeUp(chunk, params, state);
  };

  await workThrough(nextRange, params.concurrency < PAGES_PER_CHUNK ? 1 : CHUNKS_IN_FLIGHT, copyRange);
  return state.nextPage > state.pagesPlanned;
}

/** Take up what a chunk brought: its counts, its failed pages, and how large the catalogue is by now. */
function takeUp(chunk: CopiedChunk, params: FullSyncParams, state: FullSyncState): void {
  const { progress } = state;
  progress.chunksDone += 1;
  progress.pagesDone += chunk.pagesDone;
  progress.offersMet += chunk.offersMet;
  progress.retries += chunk.retries;
  for (const { page, reason, attempts } of chunk.failedPages) {
    addReason(state, `page ${page}: ${reason}`);
    addRequests(state, attempts);
  }
  if (chunk.latest !== null && chunk.latest.askedAt > state.pagesPlannedAsOf) {
    state.pagesPlannedAsOf = chunk.latest.askedAt;
    state.pagesPlanned = Math.min(chunk.latest.totalPages, params.maxPages ?? chunk.latest.totalPages);
  }
  tellTotals(state);
}

function tellTotals(state: FullSyncState): void {
  const { progress } = state;
  progress.pagesTotal = Math.max(state.pagesPlanned, progress.pagesDone);
  progress.chunksTotal = Math.ceil(progress.pagesTotal / PAGES_PER_CHUNK);
  const elapsedSeconds = (Date.now() - (state.scanStartedMs ?? Date.now())) / 1_000;
  progress.etaSeconds =
    progress.pagesDone === 0
      ? null
      : Math.round((elapsedSeconds / progress.pagesDone) * (progress.pagesTotal - progress.pagesDone));
  setCurrentDetails(describeProgress(state));
}

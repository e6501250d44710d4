import { setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { RequestLimits } from '../../activities';
import { OFFERS_PER_PAGE } from '../../domain/network-limits';
import type { FullSyncStatus, MirrorRun } from '../../domain/run';
import type { StatedSize } from '../../domain/scan/page-cap';
import { requestActivities } from '../activity-options';
import { runFailure } from '../audited-run';
import { initialProgress, INVALID_INPUT, progressQuery, requestKey } from '../contract';
import { failureMessage, isTokenRefused, requestsSent } from '../failures';
import { type EarlyEnd, requestEach } from '../request-each';

export interface ChunkInput {
  /** The FULL that this chunk belongs to. */
  run: MirrorRun;
  firstPage: number;
  lastPage: number;
  /** Pages in flight. */
  concurrency: number;
  status: FullSyncStatus;
  limits: RequestLimits;
  /** When the run stops sending requests, in milliseconds since the epoch. */
  requestsEndAtMs: number;
}

interface LatestSize extends StatedSize {
  observedAt: string;
}

/** The result of a chunk. */
export interface CopiedChunk {
  pagesDone: number;
  offersMet: number;
  retries: number;
  /**
   * The largest size of the catalogue that an answer states, so that a single answer that states too few pages does not end
   * the scan, and when the last of the requests was sent. Null: there was no answer.
   */
  latest: LatestSize | null;
  /** The most rows on a page that another page with rows follows; 0: no such page. The last page may be shorter. */
  rowsPerPage: number;
  failedPages: { page: number; reason: string; requests: number }[];
  /** The pages that were not read, and why no further chunk would be; null: all were requested. */
  earlyEnd: EarlyEnd<number> | null;
}

/** The result of a chunk that has done nothing. */
export function emptyChunk(): CopiedChunk {
  return {
    pagesDone: 0,
    offersMet: 0,
    retries: 0,
    latest: null,
    rowsPerPage: 0,
    failedPages: [],
    earlyEnd: null,
  };
}

/**
 * Copy one range of pages, one activity per page.
 *
 * A page that fails is named in the result and does not stop the others. Only a refused token fails the chunk, and with
 * it the FULL.
 */
export async function fullSyncChunk(input: ChunkInput): Promise<CopiedChunk> {
  if (workflowInfo().parent === undefined) throw runFailure('only a FULL can start a chunk', INVALID_INPUT);
  const { run, firstPage, lastPage, concurrency, status, limits, requestsEndAtMs } = input;
  const pagesTotal = lastPage - firstPage + 1;
  const copied = emptyChunk();
  const rowsOf = new Map<number, number>();
  setHandler(progressQuery, () => {
    const { pagesDone, offersMet, retries, failedPages } = copied;
    const phase = pagesDone + failedPages.length === pagesTotal ? 'done' : 'scanning';
    return { ...initialProgress('chunk'), phase, pagesTotal, pagesDone, offersMet, retries };
  });

  const copyPage = async (page: number) => {
    const answer = await requestActivities(limits).copyPage.executeWithOptions({ summary: `page ${page}` }, [
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
    const { received, retries } = answer;
    copied.pagesDone += 1;
    copied.offersMet += received;
    copied.retries += retries;
    rowsOf.set(page, received);
    copied.latest = latestOf(copied.latest ?? answer, answer);
    showProgress();
  };
  const onFailure = (page: number, error: unknown) => {
    if (isTokenRefused(error)) throw error;
    copied.failedPages.push({ page, reason: failureMessage(error), requests: requestsSent(error) });
    showProgress();
  };
  const showProgress = () =>
    setCurrentDetails(`${copied.pagesDone} of ${pagesTotal} pages, ${copied.offersMet} offers met`);

  const pages = Array.from({ length: pagesTotal }, (_, index) => firstPage + index);
  copied.earlyEnd = await requestEach(
    pages,
    { limit: concurrency, endsAtMs: requestsEndAtMs, onFailure },
    copyPage,
  );
  const followed = [...rowsOf].filter(([page]) => (rowsOf.get(page + 1) ?? 0) > 0);
  copied.rowsPerPage = Math.max(0, ...followed.map(([, rows]) => rows));
  return copied;
}

function latestOf(one: LatestSize, other: LatestSize): LatestSize {
  return {
    total: Math.max(one.total, other.total),
    totalPages: Math.max(one.totalPages, other.totalPages),
    observedAt: one.observedAt > other.observedAt ? one.observedAt : other.observedAt,
  };
}

import type { FullSyncStatus, RunKey } from '../domain/run';
import { describeIds } from '../domain/scan/id-range';
import type { Store } from '../store';
import type { Upstream } from '../upstream';
import { askInTurn, type Turns } from './request';
import { attemptWithin } from './retry/attempt';

export interface CopyPageInput {
  run: RunKey;
  /** Names the request within its run: `page/17`. A repeat has the same. */
  requestKey: string;
  purpose: 'page' | 'reread';
  page: number;
  pageSize: number;
  status: FullSyncStatus;
  /** How long it may be tried; left out: as long as the workflow gave it. */
  retryForMs?: number | undefined;
}

export interface CopiedPage {
  received: number;
  retries: number;
  /** As this page's answer says; with `askedAt`, so that the latest answer can be told. */
  totalPages: number;
  askedAt: string;
}

/**
 * Copy one page of the catalogue into the mirror.
 *
 * Safe to repeat: the merge keeps whichever observation was asked later, and the page is noted under its key once.
 */
export function createCopyPage(line: { upstream: Upstream; store: Store; turns: Turns }) {
  const { upstream, store } = line;
  return function copyPage(input: CopyPageInput): Promise<CopiedPage> {
    const { run, requestKey, purpose, page, pageSize, status, retryForMs } = input;
    return attemptWithin(retryForMs, async (signal, attempts) => {
      const asked = status === 'any' ? {} : { status };
      const { answer, observedAt } = await askInTurn(line, signal, () =>
        upstream.readPage({ page, pageSize, signal, ...asked }),
      );
      const metIds = answer.offers.map((row) => row.offerId);
      await store.saveAnswer({
        run,
        requestKey,
        purpose,
        observedAt,
        attempt: attempts,
        page,
        pageSize: answer.pageSize,
        total: answer.total,
        totalPages: answer.totalPages,
        received: answer.received,
        offers: answer.offers,
        rejected: answer.rejected,
        metIds,
        absentIds: [],
        ...describeIds(answer.ids),
      });
      return {
        received: answer.received,
        retries: attempts - 1,
        totalPages: answer.totalPages,
        askedAt: observedAt,
      };
    });
  };
}

import { describeIds } from '../domain/describe-ids';
import type { FullSyncStatus, RunKey } from '../domain/run';
import type { Store } from '../store/store';
import type { Upstream } from '../upstream/upstream';
import { attempt } from './attempt';
import { awaitTurn, type Turns } from './await-turn';

export interface CopyPageInput {
  run: RunKey;
  /** Names the request within its run: `page/17`. A repeat has the same. */
  requestKey: string;
  purpose: 'page' | 'reread';
  page: number;
  pageSize: number;
  status: FullSyncStatus;
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
export function createCopyPage({
  upstream,
  store,
  turns,
}: {
  upstream: Upstream;
  store: Store;
  turns: Turns;
}) {
  return function copyPage(input: CopyPageInput): Promise<CopiedPage> {
    const { run, requestKey, purpose, page, pageSize, status } = input;
    return attempt(async (signal, attempts) => {
      const observedAt = await awaitTurn(store, turns, signal);
      const asked = status === 'any' ? {} : { status };
      const answer = await upstream.readPage({ page, pageSize, signal, ...asked });
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

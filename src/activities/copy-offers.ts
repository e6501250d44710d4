import type { FullSyncStatus, RunKey } from '../domain/run';
import { describeIds } from '../domain/scan/id-range';
import type { Store } from '../store';
import type { Upstream } from '../upstream';
import { askInTurn, type Turns } from './request';
import { attemptWithin } from './retry/attempt';

export interface CopyOffersInput {
  run: RunKey;
  /** Names the request within its run: `batch/3`. A repeat has the same. */
  requestKey: string;
  purpose: 'batch' | 'sweep' | 'reread';
  /** At most 50. */
  offerIds: string[];
  /** Which of them count as met by the run's scan; `any` counts all. */
  status: FullSyncStatus;
  /** How long it may be tried; left out: as long as the workflow gave it. */
  retryForMs?: number | undefined;
}

export interface CopiedOffers {
  received: number;
  absent: number;
  retries: number;
}

/**
 * Ask for offers by id, whatever their status, and copy what comes back into the mirror.
 *
 * An id that the network does not return is noted as absent, and nothing else: whether absence is believed is
 * decided once, over the whole run. Where a row came without a readable id, none is called absent, since that row
 * may be any of them.
 *
 * Safe to repeat: the merge keeps whichever observation was asked later, and the batch is noted under its key once.
 */
export function createCopyOffers(line: { upstream: Upstream; store: Store; turns: Turns }) {
  const { upstream, store } = line;
  return function copyOffers(input: CopyOffersInput): Promise<CopiedOffers> {
    const { run, requestKey, purpose, offerIds, status, retryForMs } = input;
    return attemptWithin(retryForMs, async (signal, attempts) => {
      const { answer, observedAt } = await askInTurn(line, signal, (takeTurn) =>
        upstream.readOffers({ ids: offerIds, signal, beforeNext: takeTurn }),
      );
      const returned = new Set(answer.offers.map((row) => row.offerId));
      const hasNamelessRow = answer.rejected.some((row) => row.offerId === null);
      // What lies between two pages is asked for number by number: most of those never were an offer.
      const mayBeAbsent = purpose !== 'reread' && !hasNamelessRow;
      const absentIds = mayBeAbsent ? offerIds.filter((id) => !returned.has(id)) : [];
      const met = answer.offers.filter(({ offer }) => status === 'any' || offer.status === status);
      await store.saveAnswer({
        run,
        requestKey,
        purpose,
        observedAt,
        attempt: attempts,
        received: answer.received,
        offers: answer.offers,
        rejected: answer.rejected,
        metIds: met.map((row) => row.offerId),
        absentIds,
        // Every id that was asked for is known now: that is what the run's proof needs of it.
        ...describeIds(offerIds),
      });
      return { received: answer.received, absent: absentIds.length, retries: attempts - 1 };
    });
  };
}

import type { RunKey } from '../domain/run';
import { summarizeIdRange } from '../domain/scan/id-range';
import { type RequestDependencies, type RequestInput, sendRequest } from './request';
import { attempt } from './retry/attempt';

export interface CopyOffersInput extends RequestInput {
  run: RunKey;
  /** Names the request within its run: `batch/3`. */
  requestKey: string;
  purpose: 'batch' | 'sweep' | 'reread';
  /** At most 50. */
  offerIds: string[];
}

export interface CopiedOffers {
  received: number;
  absent: number;
  retries: number;
}

/**
 * Request offers by id, whatever their status, and copy the answer into the mirror.
 *
 * An id that is missing from the answer is recorded as absent, and nothing else: whether absence is believed is
 * decided once, over the whole run. If any row has no readable id, no id is recorded as absent: that row may be any
 * of them.
 *
 * Idempotent: the merge keeps the latest observation, and the batch is recorded once under its key.
 */
export function createCopyOffers(deps: RequestDependencies) {
  const { upstream, store } = deps;
  return function copyOffers(input: CopyOffersInput): Promise<CopiedOffers> {
    const { run, requestKey, purpose, offerIds, status, retryForMs } = input;
    return attempt(async (signal, requests) => {
      const { answer, observedAt } = await sendRequest(deps, signal, (reserveSendTime) =>
        upstream.readOffers({ ids: offerIds, signal, beforeNext: reserveSendTime }),
      );
      const { received, offers, rejected } = answer;
      const returned = new Set(offers.map((row) => row.offerId));
      const hasRowWithoutId = rejected.some((row) => row.offerId === null);
      // A reread tries every id in the gap between two pages: most of those never were an offer.
      const canBeAbsent = purpose !== 'reread' && !hasRowWithoutId;
      const absentIds = canBeAbsent ? offerIds.filter((id) => !returned.has(id)) : [];
      const met = offers.filter(({ offer }) => status === 'any' || offer.status === status);
      await store.saveAnswer({
        run,
        requestKey,
        purpose,
        observedAt,
        attempt: requests,
        received,
        offers,
        rejected,
        metIds: met.map((row) => row.offerId),
        absentIds,
        // The run's proof needs the requested range: every id in it is known now.
        ...summarizeIdRange(offerIds),
      });
      return { received, absent: absentIds.length, retries: requests - 1 };
    }, retryForMs);
  };
}

import type { MirrorRun } from '../domain/run';
import { summarizeIdRange } from '../domain/scan/id-range';
import { type RequestDependencies, type RequestInput, sendRequest } from './request';
import { attempt } from './retry/attempt';

export interface CopyOffersInput extends RequestInput {
  run: MirrorRun;
  /** Identifies the request within its run: `batch/3`. */
  requestKey: string;
  purpose: 'batch' | 'sweep' | 'reread';
  /** At most 50. */
  offerIds: string[];
}

/** Counts of one request by ids. `absent`: ids recorded as not returned. */
export interface CopiedOffers {
  received: number;
  absent: number;
  retries: number;
}

/**
 * Request offers of any status by id, and copy the answer into the mirror.
 *
 * An id that is missing from the answer is only recorded as absent: the run decides once, over all its answers, whether
 * to mark absent offers. If any row has no readable id, no id is recorded as absent, because that row may be any of
 * them.
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
      const { received, offers, rejected, fields, sampleRow } = answer;
      const returned = new Set(offers.map((row) => row.offerId));
      const hasRowWithoutId = rejected.some((row) => row.offerId === null);
      // A reread requests every id in the gap between two pages: most of them belong to no offer.
      const canBeAbsent = purpose !== 'reread' && !hasRowWithoutId && answer.isCounted;
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
        // To prove the scan complete, the run needs the requested range: this answer covers every id in it.
        ...summarizeIdRange(offerIds),
      });
        fields,
        sampleRow,
      return { received, absent: absentIds.length, retries: requests - 1 };
    }, retryForMs);
  };
}

import { summarizeIdRange } from '../domain/scan/id-range';
import {
  identifyRequest,
  type RequestDependencies,
  requestBudget,
  type SavedRequestInput,
  sendRequest,
} from './request';
import { attempt } from './retry/attempt';

export interface CopyOffersInput extends SavedRequestInput {
  purpose: 'batch' | 'sweep' | 'reread';
  /** At most 50, with `companionIds`. */
  offerIds: string[];
  /**
   * Offers that the network has just returned, which do not count as met. If it returns none of them now, its answer shows
   * nothing. Default: none.
   */
  companionIds?: string[];
}

/** Counts of one request by ids. */
export interface CopiedOffers {
  received: number;
  /** Ids of `offerIds` that were not returned. */
  missing: number;
  /** The missing ids that are recorded as absent; 0: the answer does not show which offers the network no longer has. */
  absent: number;
  /** Returned ids of `companionIds`. */
  companions: number;
  retries: number;
}

/**
 * Request offers of any status by id, and copy the answer into the mirror.
 *
 * An id that is missing from the answer is only recorded as absent: the run decides once, over all its answers, whether
 * to mark absent offers. No id is recorded as absent if any row has no readable id, because that row may be any of them,
 * nor if none of the companions was returned.
 *
 * Idempotent: the merge keeps the latest observation, and the batch is recorded once under its key.
 */
export function createCopyOffers(deps: RequestDependencies) {
  const { upstream, store } = deps;
  return function copyOffers(input: CopyOffersInput): Promise<CopiedOffers> {
    const { purpose, companionIds = [], status } = input;
    // An id that is requested twice must not be recorded as absent twice.
    const offerIds = [...new Set(input.offerIds)];
    return attempt(
      async (current) => {
        const timed = await sendRequest(deps, current, (reserveSendTime) =>
          upstream.readOffers({
            ids: [...offerIds, ...companionIds],
            signal: current.signal,
            beforeNext: reserveSendTime,
          }),
        );
        const { received, repeated, isCounted, ids, offers, rejected, fields, sampleRow } = timed.answer;
        const returned = new Set(offers.map((row) => row.offerId));
        const hasRowWithoutId = rejected.some((row) => row.offerId === null);
        const companions = companionIds.filter((id) => returned.has(id)).length;
        const isBelievable = companionIds.length === 0 || companions > 0;
        // A reread requests every id in the gap between two pages: most of them belong to no offer.
        const canBeAbsent = purpose !== 'reread' && !hasRowWithoutId && isCounted && isBelievable;
        const missingIds = offerIds.filter((id) => !returned.has(id));
        const absentIds = canBeAbsent ? missingIds : [];
        const met = new Set(
          offers.flatMap(({ offerId, offer }) =>
            status === 'any' || offer.status === status ? offerId : [],
          ),
        );
        await store.saveAnswer({
          ...identifyRequest(input, current, timed),
          received,
          repeated,
          offers,
          rejected,
          fields,
          sampleRow,
          metIds: ids.filter((id) => met.has(id) && !companionIds.includes(id)),
          absentIds,
          // To prove the scan complete, the run needs the requested range: this answer covers every id in it.
          ...(isBelievable && !hasRowWithoutId && repeated === 0 ? summarizeIdRange(offerIds) : {}),
        });
        const retries = current.requests - 1;
        return { received, missing: missingIds.length, absent: absentIds.length, companions, retries };
      },
      requestBudget(deps, input, input.requestKey),
    );
  };
}

import { Type } from '@sinclair/typebox';
import type { FastifyReply } from 'fastify';
import { type OfferPage, type OfferQuery, PAST_OFFER_SORTS, type PastOfferSort } from '../../../store';
import { HttpError } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { callerTime, readTimestamp } from '../../timestamps';

/** Query parameter of the reads of offers. */
export const AtSchema = Type.Optional(
  callerTime(
    'The state at this time instead of the present one, from the history. 400: in the future. 410: before the history ' +
      'begins. Cannot be combined with the sort by updatedAt, leftActiveSince and leftActiveBefore.',
  ),
);

/** Lists offers as they are. */
export async function listPresentOffers(reads: Reads, query: OfferQuery) {
  return { at: null, provisional: false, ...(await reads.listOffers(query)) };
}

/** Writes the response with a page of offers as they are, from the JSON text of each: the same as that of {@link listPresentOffers}. */
export function writePresentOffers(source: string | null, { offers, ...page }: OfferPage<string>): string {
  const { total, totalIsEstimate, mixesCurrencies, nextCursor } = page;
  const rest = { total, totalIsEstimate, mixesCurrencies, nextCursor, at: null, provisional: false };
  return `{"source":${JSON.stringify(source)},"offers":[${offers.join(',')}],${JSON.stringify(rest).slice(1)}`;
}

/**
 * Lists offers as they were at a time.
 *
 * @throws {HttpError} 400 if the time is none, or the history does not have what the query compares.
 */
export async function listOffersAt(reads: Reads, reply: FastifyReply, at: string, query: OfferQuery) {
  const { filters: { leftActiveSince, leftActiveBefore, ...filters } = {}, sortBy = 'offerId' } = query;
  if (leftActiveSince !== undefined || leftActiveBefore !== undefined)
    throw new HttpError(
      400,
      'querystring/at cannot be combined with leftActiveSince and leftActiveBefore: /api/changes lists which offers left ' +
        'the status Active',
    );
  if (!isPastSort(sortBy))
    throw new HttpError(
      400,
      `querystring/at cannot be combined with the sort by ${sortBy}: the history does not have its values. Sorts: ` +
        PAST_OFFER_SORTS.join(', '),
    );
  const { isProvisional, ...page } = await reads.listPastOffers({
    ...query,
    filters,
    sortBy,
    at: readTimestamp(at, 'querystring/at'),
  });
  forbidCache(reply, isProvisional);
  return { at, provisional: isProvisional, ...page };
}

/** Reads one offer as it was at a time; undefined: the mirror did not have it. */
export async function readOfferAt(reads: Reads, reply: FastifyReply, at: string, offerId: string) {
  const past = await reads.readPastOffer(offerId, readTimestamp(at, 'querystring/at'));
  forbidCache(reply, past.isProvisional);
  return past.offer;
}

/** An answer that arrives later may still change what was the case at the time. */
function forbidCache(reply: FastifyReply, isProvisional: boolean): void {
  if (isProvisional) void reply.header('cache-control', 'no-store');
}

function isPastSort(sortBy: string): sortBy is PastOfferSort {
  return (PAST_OFFER_SORTS as readonly string[]).includes(sortBy);
}

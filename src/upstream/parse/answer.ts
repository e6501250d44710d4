import type { ReadOffer, RejectedValue } from '../../domain/offer';
import type { Envelope } from './envelope';
import { parseRow } from './row';

/** What the network answered to one question, in our words. */
export interface OfferAnswer {
  /** Offers that there are for this question, on all pages, as the network says. */
  total: number;
  totalPages: number;
  page: number;
  /** The page size that the network says it used, or else the one asked for. */
  pageSize: number;
  /** Rows in the answer, those that were refused and those that came twice included. */
  received: number;
  /** Rows whose id came again later in the answer. */
  duplicates: number;
  /** Every usable id in the order in which it came, duplicates included: what tells how a page is ordered. */
  ids: string[];
  /** One for each id; where an id came twice, the later row. */
  offers: ReadOffer[];
  rejected: RejectedValue[];
}

/**
 * Read the rows of an answer one by one, so that a bad one does not lose the others. Nothing of what is returned holds
 * the token. Never throws.
 */
export function parseAnswer(
  { total, totalPages, pageSize, rows }: Envelope,
  page: number,
  holdsToken: (text: string) => boolean,
): OfferAnswer {
  const offers = new Map<string, ReadOffer>();
  const ids: string[] = [];
  const rejected: RejectedValue[] = [];
  for (const row of rows) {
    const reading = parseRow(row, holdsToken);
    for (const value of reading.rejected) rejected.push(value);
    if (reading.offer === undefined) continue;
    ids.push(reading.offer.offerId);
    offers.set(reading.offer.offerId, reading.offer);
  }
  return {
    total,
    totalPages,
    page,
    pageSize,
    received: rows.length,
    duplicates: ids.length - offers.size,
    ids,
    offers: [...offers.values()],
    rejected,
  };
}

/** Put the answers of several pages to one and the same question together, as if they were the first page. */
export function joinAnswers(first: OfferAnswer, others: readonly OfferAnswer[]): OfferAnswer {
  const all = [first, ...others];
  const ids = all.flatMap((answer) => answer.ids);
  const offers = new Map(all.flatMap((answer) => answer.offers).map((offer) => [offer.offerId, offer]));
  return {
    ...first,
    received: all.reduce((sum, { received }) => sum + received, 0),
    duplicates: ids.length - offers.size,
    ids,
    offers: [...offers.values()],
    rejected: all.flatMap((answer) => answer.rejected),
  };
}

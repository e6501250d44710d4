import type { ObservedOffer, RejectedValue } from '../../domain/offer';
import type { Envelope } from './envelope';
import { countFields, mergeFields, type AnswerFields } from './fields';
import { parseRow } from './row';
import type { TokenDetector } from './token-echo';

/** The parsed answer to one request. */
export interface OfferAnswer extends Omit<Envelope, 'rows'>, AnswerFields {
  /** Rows in the answer, including rejected and repeated ones. */
  received: number;
  /** Every usable id in the order received, including repeated ones: it shows how the page is sorted. */
  ids: string[];
  /** One per id; of rows with the same id the last one. */
  offers: ObservedOffer[];
  rejected: RejectedValue[];
}

/**
 * Parses the rows of an answer one by one, so that an invalid row does not lose the others. Never throws.
 *
 * Nothing in the result contains the token.
 */
export function parseAnswer({ rows, ...counts }: Envelope, containsToken: TokenDetector): OfferAnswer {
  const parsedRows = rows.map((row) => parseRow(row, containsToken));
  const offers = parsedRows.flatMap(({ offer }) => offer ?? []);
  return {
    ...counts,
    received: rows.length,
    ids: offers.map(({ offerId }) => offerId),
    offers: lastOfEachId(offers),
    rejected: parsedRows.flatMap(({ rejected }) => rejected),
    ...countFields(rows, parsedRows, containsToken),
  };
}

/** Merges the answers to all pages of one request; the network's own counts are those of the first answer. */
export function mergeAnswers(answers: readonly [OfferAnswer, ...OfferAnswer[]]): OfferAnswer {
  return {
    ...answers[0],
    received: answers.reduce((sum, { received }) => sum + received, 0),
    ids: answers.flatMap(({ ids }) => ids),
    offers: lastOfEachId(answers.flatMap(({ offers }) => offers)),
    rejected: answers.flatMap(({ rejected }) => rejected),
    ...mergeFields(answers),
  };
}

function lastOfEachId(offers: readonly ObservedOffer[]): ObservedOffer[] {
  return [...new Map(offers.map((offer) => [offer.offerId, offer])).values()];
}

import type { ObservedOffer, RejectedValue } from '../../domain/offer';
import type { Envelope } from './envelope';
import { countFields, mergeFields, type AnswerFields } from './fields';
import { toJson } from './raw-text';
import { parseRow } from './row';
import type { TokenDetector } from './token-echo';

/** The parsed answer to one request. */
export interface OfferAnswer extends Omit<Envelope, 'rows'>, AnswerFields {
  /** Rows in the answer, including rejected and repeated ones. */
  received: number;
  /** Rows that are equal to an earlier row in every field. */
  repeated: number;
  /** Every usable id in the order received, once for each of its rows: it shows how the page is sorted. */
  ids: string[];
  /** One per id; of several rows with the same id the last one, whole. */
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
    repeated: countRepeated(
      parsedRows.flatMap(({ offer }, index) => (offer ? { id: offer.offerId, row: rows[index] } : [])),
    ),
    ids: offers.map(({ offerId }) => offerId),
    offers: lastOfEachId(offers),
    rejected: parsedRows.flatMap(({ rejected }) => rejected),
    ...countFields(rows, parsedRows, containsToken),
  };
}

/**
 * Merges the answers to all pages of one request; the network's own counts are those of the first answer. An offer with
 * equal fields on two pages counts as a repeated row.
 */
export function mergeAnswers(answers: readonly [OfferAnswer, ...OfferAnswer[]]): OfferAnswer {
  const offers = answers.flatMap((answer) => answer.offers);
  return {
    ...answers[0],
    repeated: answers.reduce(
      (sum, { repeated }) => sum + repeated,
      countRepeated(offers.map((offer) => ({ id: offer.offerId, row: offer }))),
    ),
    received: answers.reduce((sum, { received }) => sum + received, 0),
    ids: answers.flatMap(({ ids }) => ids),
    offers: lastOfEachId(offers),
    rejected: answers.flatMap(({ rejected }) => rejected),
    ...mergeFields(answers),
  };
}

function lastOfEachId(offers: readonly ObservedOffer[]): ObservedOffer[] {
  return [...new Map(offers.map((offer) => [offer.offerId, offer])).values()];
}

function countRepeated(rows: readonly { id: string; row: unknown }[]): number {
  // Nearly every answer has one row per offer, and is not compared any further.
  if (new Set(rows.map(({ id }) => id)).size === rows.length) return 0;
  return rows.length - new Set(rows.map(({ id, row }) => `${id} ${toJson(row)}`)).size;
}

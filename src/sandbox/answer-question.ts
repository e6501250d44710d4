import type { Catalogue } from './catalogue/create-catalogue';
import { type NetworkRow, wordUnknown } from './catalogue/to-wire-row';
import type { Question } from './read-question';
import type { WireAnswer, WireNumber } from './wire';

/** What the network does where its documentation is silent. */
export interface AnswerHabits {
  /** An id that is not there is left out of the answer, or comes as a row with the status `Unknown`. */
  unknownIds: 'left-out' | 'as-unknown';
  /** Send the numbers of the meta block as texts. */
  numbersAsStrings: boolean;
}

/** Answer a question with what is true at this moment. A page beyond the last one has no offers. */
export function answerQuestion(
  catalogue: Catalogue,
  question: Question,
  timeMs: number,
  habits: AnswerHabits,
): WireAnswer {
  const { page, limit, ids } = question;
  const skip = (page - 1) * limit;
  const list = ids === undefined ? question.list : { ...question.list, among: ids };
  const unknown = habits.unknownIds === 'as-unknown' ? notThere(catalogue, ids ?? [], timeMs) : [];
  const found = catalogue.listAt(timeMs, list, skip, limit);
  const total = found.total + unknown.length;
  const rows = [...found.rows, ...unknown].slice(0, limit);
  const worded = (number: number): WireNumber => (habits.numbersAsStrings ? String(number) : number);
  return {
    success: true,
    meta: {
      total: worded(total),
      total_pages: worded(Math.ceil(total / limit)),
      page: worded(page),
      limit: String(limit),
    },
    offers: rows,
    time_elapsed: 0.05,
  };
}

/** The answer to a question that the network does not take: HTTP 200 and `success: false`. */
export function refuseQuestion(message: string): WireAnswer {
  return {
    success: false,
    message,
    meta: { total: 0, total_pages: 0, page: 1, limit: '0' },
    offers: [],
    time_elapsed: 0.01,
  };
}

/** They follow the offers that are there; with at most 50 ids a request, all fit on the first page. */
function notThere(catalogue: Catalogue, ids: readonly string[], timeMs: number): NetworkRow[] {
  return ids.filter((id) => catalogue.offerAt(id, timeMs) === undefined).map((id) => wordUnknown(id));
}

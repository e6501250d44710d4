import { type Static, Type } from '@sinclair/typebox';
import type { Question } from '../read-question';
import type { WireAnswer } from '../wire';

function effect<Kind extends string>(kind: Kind) {
  return Type.Object({ kind: Type.Literal(kind) }, { additionalProperties: false });
}

/** Answers of the right form, or nearly so, that do not tell the truth. */
export const BendAnswerSchema = Type.Union([
  effect('success-false'),
  effect('no-offers'),
  effect('null-offers'),
  effect('total-zero'),
  effect('empty-page'),
  effect('short-page'),
  Type.Object(
    { kind: Type.Literal('same-page'), asAsked: Type.Optional(Type.Boolean()) },
    { additionalProperties: false },
  ),
  effect('duplicate'),
  Type.Object(
    { kind: Type.Literal('total-pages'), value: Type.Union([Type.Number(), Type.String()]) },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('odd-rows'), rows: Type.Array(Type.Unknown()) },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('vanish-share'), share: Type.Number({ minimum: 0, maximum: 1 }) },
    { additionalProperties: false },
  ),
]);

export type BendAnswer = Static<typeof BendAnswerSchema>;

/** What the network answers instead of what was asked: page 1 for every page, or a catalogue with a part gone. */
export function bendQuestion(question: Question, effect: BendAnswer): Question {
  if (effect.kind === 'same-page') return { ...question, page: 1 };
  if (effect.kind !== 'vanish-share') return question;
  return { ...question, list: { ...question.list, goneShare: effect.share } };
}

/**
 * Bend a true answer to a question.
 *
 * `same-page` says which page it is, or, with `asAsked`, that it is the one asked for. `short-page` drops the second half of the rows, `duplicate` puts the first row in the place of the last one,
 * `odd-rows` puts its rows in front. The meta block stays true but where the effect is about it.
 */
export function bendAnswer(answer: WireAnswer, effect: BendAnswer, question: Question): unknown {
  const { offers, meta } = answer;
  switch (effect.kind) {
    case 'success-false':
      return { success: false, message: 'Something went wrong', time_elapsed: 0.01 };
    case 'no-offers':
      return { ...answer, offers: undefined };
    case 'null-offers':
      return { ...answer, offers: null };
    case 'total-zero':
      return { ...answer, meta: { ...meta, total: 0, total_pages: 0 }, offers: [] };
    case 'empty-page':
      return { ...answer, offers: [] };
    case 'short-page':
      return { ...answer, offers: offers.slice(0, Math.floor(offers.length / 2)) };
    case 'duplicate':
      return { ...answer, offers: [...offers.slice(0, -1), ...offers.slice(0, 1)] };
    case 'total-pages':
      return { ...answer, meta: { ...meta, total_pages: effect.value } };
    case 'odd-rows':
      return { ...answer, offers: [...effect.rows, ...offers] };
    case 'same-page':
      return effect.asAsked === true ? { ...answer, meta: { ...meta, page: question.page } } : answer;
    case 'vanish-share':
      return answer;
  }
}

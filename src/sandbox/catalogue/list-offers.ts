import type { CatalogueIndex } from './catalogue-index';
import { draw, drawShare } from './draw';
import type { OfferHistory } from './offer-history';
import { positionOfId } from './offer-ids';
import type { OfferFields, TrueStatus } from './truth';

export type ListOrder = 'ID' | 'Performance' | 'Payout';

/** Which offers, and in which order. A filter that is left out lets every offer through. */
export interface ListQuestion {
  order: ListOrder;
  status?: TrueStatus;
  /** Any of these words counts, in the exact spelling of the field. */
  country?: readonly string[];
  carrier?: readonly string[];
  vertical?: readonly string[];
  flow?: readonly string[];
  /** Only offers that pay more than this many units of their currency. */
  payoutAbove?: number;
  /** Only these ids, where they are there. */
  among?: readonly string[];
  /** Leave out this share of the offers, drawn by id: a network that has lost a part of its catalogue. */
  goneShare?: number;
}

const TOPIC = { performance: 60, gone: 61 } as const;

/** A list that is asked for page by page is put together once. More kinds than this at a time are not kept. */
const LISTS_KEPT = 20;

/**
 * Answer questions with the positions of offers, in order.
 *
 * Lists are kept until something happens that may change them, since a scan asks for each of its pages the same
 * question. The returned list is shared: do not change it.
 */
export function createOfferList(seed: number, index: CatalogueIndex, history: OfferHistory) {
  const kept = new Map<string, { stamp: string; positions: readonly number[] }>();

  function keep(
    question: ListQuestion & { converting?: boolean | undefined },
    stamp: string,
    make: () => readonly number[],
  ): readonly number[] {
    // Each request by id asks for other ids: kept, those lists would only push out the one that a scan reads.
    if (question.among !== undefined) return make();
    const key = JSON.stringify(question);
    const found = kept.get(key);
    if (found?.stamp === stamp) return found.positions;
    if (kept.size >= LISTS_KEPT) kept.clear();
    const positions = make();
    kept.set(key, { stamp, positions });
    return positions;
  }

  function standing({ among, status }: ListQuestion, timeMs: number, converting?: boolean): number[] {
    if (among === undefined) return index.select(status, converting);
    const positions = among.flatMap((id) => positionOfId(seed, id) ?? []).sort((a, b) => a - b);
    return positions.filter((position) => {
      const found = history.standingAt(position, timeMs);
      return (
        found.present &&
        (status === undefined || found.status === status) &&
        (converting === undefined || found.converting === converting)
      );
    });
  }

  function filtered(question: ListQuestion, timeMs: number, converting?: boolean): readonly number[] {
    const { goneShare = 0, country, carrier, vertical, flow, payoutAbove } = question;
    const readsFields = [country, carrier, vertical, flow, payoutAbove].some(
      (filter) => filter !== undefined,
    );
    const stamp = readsFields ? `fields ${index.fields}` : `standings ${index.standings}`;
    return keep({ ...question, order: 'ID', converting }, stamp, () => {
      const chosen = standing(question, timeMs, converting);
      const left = goneShare === 0 ? chosen : chosen.filter((position) => !isGone(position, goneShare));
      return readsFields
        ? left.filter((position) => passes(history.fieldsAt(position, timeMs), question))
        : left;
    });
  }

  function isGone(position: number, goneShare: number): boolean {
    return drawShare(seed, TOPIC.gone, position) < goneShare;
  }

  function byPerformance(question: ListQuestion, timeMs: number): readonly number[] {
    const ageOf = (position: number) => history.conversionAgeMsAt(position, timeMs) ?? Infinity;
    const converting = sortBy(filtered(question, timeMs, true), ageOf);
    const others = keep(question, `fields ${index.fields}`, () =>
      sortBy(filtered(question, timeMs, false), (position) => draw(seed, TOPIC.performance, position)),
    );
    return [...converting, ...others];
  }

  function byPayout(question: ListQuestion, timeMs: number): readonly number[] {
    return keep(question, `fields ${index.fields}`, () =>
      sortBy(filtered(question, timeMs), (position) => -Number(history.fieldsAt(position, timeMs).payout)),
    );
  }

  /** The positions in order; those of equal rank in order of their ids. */
  return function listOffers(question: ListQuestion, timeMs: number): readonly number[] {
    index.moveTo(timeMs);
    switch (question.order) {
      case 'ID':
        return filtered(question, timeMs);
      case 'Performance':
        return byPerformance(question, timeMs);
      case 'Payout':
        return byPayout(question, timeMs);
    }
  };
}

function passes(fields: OfferFields, question: ListQuestion): boolean {
  const { country, carrier, vertical, flow, payoutAbove } = question;
  return (
    (country?.includes(fields.country) ?? true) &&
    (carrier?.includes(fields.carrier ?? '') ?? true) &&
    (vertical?.includes(fields.vertical) ?? true) &&
    (flow?.includes(fields.flow) ?? true) &&
    (payoutAbove === undefined || Number(fields.payout) > payoutAbove)
  );
}

/** Sort by a rank that is worked out once for each; equal ranks keep their order. */
function sortBy(positions: readonly number[], rankOf: (position: number) => number): number[] {
  return positions
    .map((position) => ({ position, rank: rankOf(position) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ position }) => position);
}

import type { Pool } from 'pg';
import { InvalidCursorError, readCursor, writeCursor } from '../cursor';
import { instant } from '../sql';
import { collectParameters, describeFilters, type OfferFilters, type Parameters } from './filters';
import { OFFER_ROW, type OfferRow } from './rows';
import { createOfferTotals } from './totals';

/** What a list of offers can be sorted by. */
export const OFFER_SORTS = ['offerId', 'offerName', 'payout', 'lastConversionAt', 'updatedAt'] as const;
export type OfferSort = (typeof OFFER_SORTS)[number];

export interface OfferQuery {
  filters?: OfferFilters | undefined;
  /** Default: offerId. */
  sortBy?: OfferSort | undefined;
  /** Default: asc. Offers without a value come last either way, and ids decide between equals in the same direction. */
  sortOrder?: 'asc' | 'desc' | undefined;
  limit: number;
  /** From an earlier answer to the same question; null, empty or left out: from the start. */
  cursor?: string | null | undefined;
  /** Only offers on the ConversionList. */
  onList?: boolean | undefined;
  /** In a mirror of more than 50,000 offers: after so long without a count, an estimate will do. Default: never. */
  countWithinMs?: number | undefined;
}

export interface OfferPage {
  offers: OfferRow[];
  /** Offers that meet the filters, on all pages; maybe some seconds old in a mirror of more than 50,000 offers. */
  total: number;
  /** The total is what the database expects from its statistics, not counted. */
  totalIsEstimate: boolean;
  /** Null: these are the last. */
  nextCursor: string | null;
}

interface SortKey {
  /** What to order by, before the id. The first is what an index has. (A bare `payout` would be the text in the row.) */
  columns: string[];
  mayBeNull: boolean;
  /** How SQL writes the value into a cursor. */
  text: string;
  /** How SQL reads the columns out of a cursor's value. */
  parse: (value: string) => string[];
  isValue: (value: string) => boolean;
}

/** A moment that PostgreSQL knows: it has no year 0, and no 30th of February. */
const isInstant = (value: string) => {
  const [, day] = /^((?!0000)\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d\.\d{6}Z$/.exec(value) ?? [];
  const time = Date.parse(value);
  return day !== undefined && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
};

const SORT_KEYS: Record<OfferSort, SortKey> = {
  offerId: { columns: [], mayBeNull: false, text: `''`, parse: () => [], isValue: () => true },
  offerName: {
    columns: ['left(offer_name, 100)'],
    mayBeNull: true,
    text: 'left(offer_name, 100)',
    parse: (value) => [`${value}::text`],
    isValue: () => true,
  },
  payout: {
    columns: ['offers.payout'],
    mayBeNull: true,
    text: 'payout::text',
    parse: (value) => [`${value}::numeric`],
    isValue: (value) => /^-?\d+(\.\d+)?$/.test(value),
  },
  lastConversionAt: {
    columns: ['last_conversion_hour', 'last_conversion_at'],
    mayBeNull: true,
    text: instant('last_conversion_at'),
    parse: (value) => [
      `date_bin('1 hour', ${value}::timestamptz, '2000-01-01T00:00:00Z'::timestamptz)`,
      `${value}::timestamptz`,
    ],
    isValue: isInstant,
  },
  updatedAt: {
    columns: ['updated_at'],
    mayBeNull: false,
    text: instant('updated_at'),
    parse: (value) => [`${value}::timestamptz`],
    isValue: isInstant,
  },
};

/** Where a page ended: the sort key's value as text, null among those without one, and the id. */
interface Place {
  value: string | null;
  offerId: string;
}

type FoundRow = OfferRow & { sortValue: string | null };

/**
 * The function that lists offers, filtered and sorted, some at a time.
 *
 * Pages go on by the values of the last row, not by its number, so offers that come and go in between neither repeat
 * nor hide others. It throws {@link InvalidCursorError} on a cursor that it did not give out for this sort.
 */
export function createListOffers(pool: Pool, nowMs: () => number) {
  const readTotal = createOfferTotals(pool, nowMs);

  return async function listOffers(query: OfferQuery): Promise<OfferPage> {
    const {
      filters = {},
      sortBy = 'offerId',
      sortOrder = 'asc',
      limit,
      cursor,
      onList = false,
      countWithinMs,
    } = query;
    const key = SORT_KEYS[sortBy];
    const tag = `${sortBy} ${sortOrder}`;
    const from = cursor ? readPlace(cursor, tag, key) : undefined;

    const read = async (wantsNull: boolean, after: Place | undefined, most: number) => {
      const parameters = collectParameters();
      const conditions = describeFilters(filters, onList, parameters);
      const order = describeOrder(key, sortOrder, wantsNull, after, parameters);
      const { rows } = await pool.query<FoundRow>(
        // What is shown is worded for the page's rows alone: in one SELECT, it would be for all that are sorted.
        `SELECT ${OFFER_ROW}, ${key.text} AS "sortValue" FROM (
           SELECT * FROM offers WHERE ${[...conditions, ...order.conditions].join(' AND ') || 'true'}
           ORDER BY ${order.by} LIMIT ${parameters.add(most)}
         ) AS offers ORDER BY ${order.by}`,
        parameters.values,
      );
      return rows;
    };

    const counted = collectParameters();
    const where = describeFilters(filters, onList, counted).join(' AND ') || 'true';
    const [{ total, isEstimate }, found] = await Promise.all([
      readTotal(where, counted.values, countWithinMs),
      readPage(read, key, from, limit + 1),
    ]);
    const offers = found.slice(0, limit).map(withoutSortValue);
    const last = found[limit - 1];
    const nextCursor =
      found.length > limit && last !== undefined ? writeCursor([tag, last.sortValue, last.offerId]) : null;
    return { offers, total, totalIsEstimate: isEstimate, nextCursor };
  };
}

/** Those with a value first, then those without: as two questions, each of which an index answers in order. */
async function readPage(
  read: (wantsNull: boolean, after: Place | undefined, most: number) => Promise<FoundRow[]>,
  { mayBeNull }: SortKey,
  from: Place | undefined,
  most: number,
): Promise<FoundRow[]> {
  const isAmongNulls = from !== undefined && from.value === null;
  const valued = isAmongNulls ? [] : await read(false, from, most);
  if (!mayBeNull || valued.length === most) return valued;
  return [...valued, ...(await read(true, isAmongNulls ? from : undefined, most - valued.length))];
}

function describeOrder(
  key: SortKey,
  sortOrder: 'asc' | 'desc',
  wantsNull: boolean,
  after: Place | undefined,
  { add }: Parameters,
): { conditions: string[]; by: string } {
  const columns = [...(wantsNull ? [] : key.columns), 'offer_id'];
  const direction = sortOrder === 'desc' ? 'DESC' : 'ASC';
  const conditions = key.mayBeNull ? [`${key.columns[0]} IS ${wantsNull ? '' : 'NOT '}NULL`] : [];
  if (after !== undefined) {
    const hasValue = columns.length > 1 && after.value !== null;
    const place = [...(hasValue ? key.parse(add(after.value)) : []), add(after.offerId)];
    conditions.push(`(${columns.join(', ')}) ${sortOrder === 'asc' ? '>' : '<'} (${place.join(', ')})`);
  }
  return { conditions, by: columns.map((column) => `${column} ${direction}`).join(', ') };
}

function readPlace(cursor: string, tag: string, key: SortKey): Place {
  const [givenTag, value = null, offerId = null] = readCursor(cursor, 3);
  const fits = value === null ? key.mayBeNull : key.isValue(value);
  if (givenTag !== tag || !fits || offerId === null) throw new InvalidCursorError();
  return { value, offerId };
}

/** A copy: an object that a property is deleted from is slow in all that comes after, and a page has a hundred. */
function withoutSortValue({ sortValue: _, ...offer }: FoundRow): OfferRow {
  return offer;
}

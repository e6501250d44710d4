import type { Pool } from 'pg';
import type { OfferSort } from '../../domain/offer';
import { addFigures, addFiguresJson, type OfferFigures } from '../rhythm/figures';
import { isUnambiguous, resolveFilterValues } from './filter-values';
import { createParameters, describeFilters, type OfferFilters } from './filters';
import { describePage, type PageQuery, readPosition, SORT_KEYS, writePosition } from './order';
import { OFFER_ROW, OFFER_ROW_JSON, type OfferRow } from './rows';
import { createOfferTotals } from './totals';

/** Which offers to list, and in which order. */
export interface OfferQuery {
  filters?: OfferFilters | undefined;
  /** Default: offerId. */
  sortBy?: OfferSort | undefined;
  /** Default: asc. Offers without a value come last in both orders. Equal values are sorted by id, in the same order. */
  sortOrder?: 'asc' | 'desc' | undefined;
  limit: number;
  /** `nextCursor` of the previous page; null, empty or undefined: the first page. */
  cursor?: string | null | undefined;
  /** Only offers on the ConversionList. */
  onList?: boolean | undefined;
}

/** One page of the list of offers. */
export interface OfferPage<T = OfferRow & OfferFigures> {
  offers: T[];
  /** Offers that match the filters, on all pages. */
  total: number;
  /** `total` is the planner's estimate: only in a mirror of more than 50,000 offers, for more matches than one page. */
  totalIsEstimate: boolean;
  /** The query compares payouts, and those on this page are in more than one currency. */
  mixesCurrencies: boolean;
  /** Null: this is the last page. */
  nextCursor: string | null;
}

/** What the list itself needs of a row. */
type FoundRow = Pick<OfferRow, 'offerId' | 'status' | 'payout' | 'currency'> & { sortValue: string | null };

/** How a page contains its offers. */
interface Representation<Row extends FoundRow, T> {
  /** Select list of the row, apart from `sortValue`. */
  columns: string;
  complete: (pool: Pool, rows: Row[]) => Promise<T[]>;
}

const OBJECTS: Representation<FoundRow & OfferRow, OfferRow & OfferFigures> = {
  columns: OFFER_ROW,
  complete: (pool, rows) => addFigures(pool, rows.map(withoutSortValue)),
};

const JSON_TEXTS: Representation<FoundRow & { json: string }, string> = {
  columns: `${OFFER_ROW_JSON} AS json, offer_id AS "offerId", status, payout::text, currency`,
  complete: addFiguresJson,
};

/**
 * Creates the functions that list offers, filtered, sorted and in pages: `listOffers` as objects, `listOffersJson` each as
 * the text of a JSON object with the same fields in the same order. The text costs the process less, because nothing parses the
 * fields and writes them again.
 *
 * Uses keyset pagination: offers that are added or removed between two pages neither repeat nor hide others. An offer
 * whose sort value changes in between moves, so it may be on two pages or on none; in the order of the ids none does.
 *
 * It throws `InvalidCursorError` for a cursor that this list did not create with the same sort, and
 * {@link UnknownValueError} for a filter with a value that no offer has.
 */
export function createOfferLists(pool: Pool) {
  const readTotal = createOfferTotals(pool);

  async function list<Row extends FoundRow, T>(
    query: OfferQuery,
    { columns, complete }: Representation<Row, T>,
  ): Promise<OfferPage<T>> {
    const readPage = async (page: PageQuery) => {
      const parameters = createParameters();
      const { relation, order } = describePage(page, parameters);
      const { rows } = await pool.query<Row>(
        `SELECT ${columns}, ${page.key.text} AS "sortValue" FROM ${relation} JOIN offers USING (offer_id) ORDER BY ${order}`,
        parameters.values,
      );
      return rows;
    };

    const { sortBy = 'offerId', sortOrder = 'asc', limit, cursor, onList = false } = query;
    const key = SORT_KEYS[sortBy];
    const tag = `${sortBy} ${sortOrder}`;
    const start = cursor ? readPosition(cursor, tag, key) : undefined;
    const given = query.filters ?? {};
    const resolving = resolveFilterValues(pool, given);
    // Unless the values decide what the filters mean, the page is read meanwhile: it takes longer.
    const filters = isUnambiguous(given) ? given : await resolving;

    const parameters = createParameters();
    const where = describeFilters(filters, onList, parameters).join(' AND ') || 'true';
    const [{ total, isEstimate }, found] = await Promise.all([
      resolving.then(() => readTotal(where, parameters.values)),
      readPage({ filters, onList, key, sortOrder, after: start, maxRows: limit + 1 }),
    ]);
    const rows = found.slice(0, limit);
    const offers = await complete(pool, rows);
    const last = found[limit - 1];
    const hasNext = found.length > limit && last !== undefined;
    const isEverything = start === undefined && !hasNext;
    return {
      offers,
      // An estimate can be lower than what this page shows.
      total: isEverything ? offers.length : Math.max(total, found.length),
      totalIsEstimate: isEstimate && !isEverything,
      mixesCurrencies: (sortBy === 'payout' || filters.payoutMin !== undefined) && hasManyCurrencies(rows),
      nextCursor: hasNext ? writePosition({ value: last.sortValue, offerId: last.offerId }, tag) : null,
    };
  }

  return {
    listOffers: (query: OfferQuery) => list(query, OBJECTS),
    listOffersJson: (query: OfferQuery) => list(query, JSON_TEXTS),
  };
}

/** Whether the payouts are in more than one currency. */
export function hasManyCurrencies(offers: Pick<OfferRow, 'payout' | 'currency'>[]): boolean {
  return new Set(offers.filter(({ payout }) => payout !== null).map(({ currency }) => currency)).size > 1;
}

/** Copies the row: deleting the property would make every later use of the object slow. */
function withoutSortValue({ sortValue: _, ...offer }: FoundRow & OfferRow): OfferRow {
  return offer;
}

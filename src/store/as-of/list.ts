import type { PoolClient } from 'pg';
import type { OfferField } from '../../domain/offer';
import type { Database } from '../database';
import { resolveFilterValues } from '../offers/filter-values';
import {
  createParameters,
  describeFilters,
  FILTERED_TEXTS,
  type FilteredText,
  type OfferFilters,
  type OfferView,
  type Parameters,
} from '../offers/filters';
import { hasManyCurrencies, type OfferPage, type OfferQuery } from '../offers/list';
import { type Position, readPosition, SORT_KEYS, type SortKey, writePosition } from '../offers/order';
import { HIGH_PRIORITY_WITHIN_SECONDS } from '../offers/rows';
import { checkBounds } from './bounds';
import { type PastOfferRow, readPast, readRows, toPastRow } from './read';
import { pastOffers } from './relation';

/** Which offers to list as they were at an earlier time, and in which order. The history does not have the times of updates. */
export interface PastOfferQuery extends Omit<OfferQuery, 'filters' | 'sortBy'> {
  /** ISO 8601. */
  at: string;
  filters?: Omit<OfferFilters, 'leftActiveSince' | 'leftActiveBefore'> | undefined;
  sortBy?: PastOfferSort | undefined;
}

export const PAST_OFFER_SORTS = ['offerId', 'offerName', 'payout', 'lastConversionAt'] as const;
export type PastOfferSort = (typeof PAST_OFFER_SORTS)[number];

/** One page of the list of offers at an earlier time. */
export interface PastOfferPage extends Omit<OfferPage, 'offers'> {
  offers: PastOfferRow[];
  /** An answer that was requested before the time can still arrive and change the page. */
  isProvisional: boolean;
}

/** The fields that each filter compares. */
const FILTER_FIELDS: Partial<Record<keyof OfferFilters, OfferField[]>> = {
  ...Object.fromEntries(FILTERED_TEXTS.map((text) => [text, [text]])),
  status: ['status'],
  priority: ['lastConversion'],
  convertedWithinSeconds: ['lastConversion'],
  payoutMin: ['payout'],
  capLeftMin: ['dailyCap', 'filledCap'],
  search: ['offerName'],
};

const SORT_FIELDS: Record<PastOfferSort, OfferField[]> = {
  offerId: [],
  offerName: ['offerName'],
  payout: ['payout'],
  lastConversionAt: ['lastConversion'],
};

/**
 * Lists offers as they were at an earlier time, filtered, sorted and in pages, as `createOfferLists` lists the present ones.
 *
 * It undoes the changes after that time. First it undoes those of the fields that the filters and the order compare, for
 * all offers, and then all changes of the offers of the page.
 *
 * @throws {FutureTimeError | HistoryGoneError} as `checkBounds`.
 * @throws {InvalidCursorError} for a cursor that was not created for the same time and sort.
 * @throws {UnknownValueError} for a filter with a value that no offer has or had at the time.
 */
export function listPastOffers(database: Database, query: PastOfferQuery): Promise<PastOfferPage> {
  const { at, sortBy = 'offerId', sortOrder = 'asc', limit, cursor, onList = false } = query;
  const key = SORT_KEYS[sortBy];
  const tag = `${sortBy} ${sortOrder} at ${at}`;
  const after = cursor ? readPosition(cursor, tag, key) : undefined;
  return readPast(database, async (client) => {
    const { filters: given = {} } = query;
    const bounds = await checkBounds(client, at, {
      list: onList,
      conversionsWithinSeconds: neededConversions(given, sortBy),
    });
    const filters = await resolveFilterValues(client, given, (columns, candidates) =>
      findPastValues(client, at, columns, candidates),
    );
    const compared = new Set([
      ...SORT_FIELDS[sortBy],
      ...Object.entries(filters).flatMap(([filter, value]) =>
        value === undefined ? [] : (FILTER_FIELDS[filter as keyof OfferFilters] ?? []),
      ),
    ]);
    const parameters = createParameters();
    const time = `${parameters.add(at)}::timestamptz`;
    const conditions = describeFilters(filters, onList, parameters, viewAt(time));
    const columns = key.columns.map((column, index) => `${column} AS key_${index}`);
    const order = describeOrder(key, sortOrder, after, parameters);
    const { rows } = await client.query<{ total: number; ids: string[] }>(
      `WITH matching AS MATERIALIZED (
         SELECT ${['offer_id', ...columns].join(', ')} FROM ${pastOffers([...compared], { at: time })} AS offers
         WHERE ${conditions.join(' AND ') || 'true'}
       ) SELECT (SELECT count(*) FROM matching)::integer AS total, ARRAY(
         SELECT offer_id FROM matching WHERE ${order.after} ORDER BY ${order.by} LIMIT ${parameters.add(limit + 1)}
       ) AS ids`,
      parameters.values,
    );
    const { total, ids } = rows[0]!;
    const found = await readRows(client, at, ids.slice(0, limit), bounds, key);
    const offers = found.map(toPastRow);
    const last = found.at(-1);
    const hasNext = ids.length > limit && last !== undefined;
    return {
      offers,
      total,
      totalIsEstimate: false,
      mixesCurrencies: (sortBy === 'payout' || filters.payoutMin !== undefined) && hasManyCurrencies(offers),
      nextCursor: hasNext ? writePosition({ value: last.sortValue, offerId: last.offerId }, tag) : null,
      isProvisional: bounds.isProvisional,
    };
  });
}

/** The conversions that a question needs, in seconds before its time; undefined: none. */
function neededConversions(filters: OfferFilters, sortBy: PastOfferSort): number | undefined {
  const needed = [
    ...(filters.priority === undefined ? [] : [HIGH_PRIORITY_WITHIN_SECONDS]),
    ...(filters.convertedWithinSeconds === undefined ? [] : [filters.convertedWithinSeconds]),
    ...(sortBy === 'lastConversionAt' ? [0] : []),
  ];
  return needed.length === 0 ? undefined : Math.max(...needed);
}

/** The view of the conditions on a relation of past offers. */
function viewAt(time: string): OfferView {
  return {
    now: time,
    isNamed: (pattern) => `lower(concat_ws(' ', offer_id, offer_name) COLLATE "default") LIKE ${pattern}`,
    // Before the first change of its membership after the time, the offer was what that change ended.
    isListed: `coalesce(
      (SELECT NOT is_listed FROM history.conversion_list_changes AS c
       WHERE c.offer_id = offers.offer_id AND changed_at > ${time} ORDER BY changed_at LIMIT 1),
      offer_id IN (SELECT offer_id FROM conversion_list))`,
  };
}

function describeOrder(
  { columns, mayBeNull, parse }: SortKey,
  sortOrder: 'asc' | 'desc',
  after: Position | undefined,
  { add }: Parameters,
): { by: string; after: string } {
  const direction = sortOrder === 'desc' ? 'DESC' : 'ASC';
  const keys = columns.map((_, index) => `key_${index}`);
  const by = [...keys, 'offer_id'].map((column) => `${column} ${direction} NULLS LAST`).join(', ');
  if (after === undefined) return { by, after: 'true' };
  const isAfter = (names: string[], values: string[]) =>
    `(${names.join(', ')}) ${sortOrder === 'asc' ? '>' : '<'} (${values.join(', ')})`;
  const isNull = `${keys[0]} IS NULL`;
  if (keys.length > 0 && after.value === null)
    return { by, after: `${isNull} AND ${isAfter(['offer_id'], [add(after.offerId)])}` };
  const values = keys.length === 0 ? [] : parse(add(after.value));
  const isLater = isAfter([...keys, 'offer_id'], [...values, add(after.offerId)]);
  return { by, after: mayBeNull ? `(${isLater} OR ${isNull})` : isLater };
}

/** Finds those of the candidates for each column that some offer had at the time. */
async function findPastValues(
  client: PoolClient,
  at: string,
  columns: readonly FilteredText[],
  candidates: readonly string[][],
): Promise<string[][]> {
  const { values, add } = createParameters();
  const relation = pastOffers(columns, { at: `${add(at)}::timestamptz` });
  const arrays = columns.map(
    (column, index) => `ARRAY(SELECT candidate FROM unnest(${add(candidates[index])}::text[]) AS candidate
      WHERE lower(candidate) IN (SELECT lower(${column}) FROM past)) AS "${column}"`,
  );
  const { rows } = await client.query<Record<FilteredText, string[]>>(
    `WITH past AS MATERIALIZED (SELECT * FROM ${relation} AS offers) SELECT ${arrays.join(', ')}`,
    values,
  );
  return columns.map((column) => rows[0]![column]);
}

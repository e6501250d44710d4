import type { OffersQuery } from '../../api';
import { type OffersSearch, LIST_FILTERS } from './search';

/** What the table can be sorted by, with the order that comes first. */
export const SORTS = {
  score: 'desc',
  lastConversionAt: 'desc',
  payout: 'desc',
  offerName: 'asc',
  offerId: 'asc',
  updatedAt: 'desc',
} as const;
export type Sort = keyof typeof SORTS;

const STATUSES = ['Active', 'Paused', 'Blocked', 'Unknown'] as const;

/** The API takes no more values of a filter. */
const MAX_VALUES = 50;
const MAX_SEARCH_LENGTH = 200;

export interface ReadQuery {
  query: OffersQuery & { sortBy: Sort; sortOrder: 'asc' | 'desc' };
  /** The parts of the address that are not understood, as `name=value`. They are left out of the query. */
  ignored: string[];
}

/** Translates the address of the table to a query of the API. */
export function readQuery(search: OffersSearch): ReadQuery {
  const ignored: string[] = [];
  const { mine, sortBy, sortOrder, columns: _, ...rest } = search;
  const accept = <T>(name: string, text: string | undefined, value: T | undefined): T | undefined => {
    if (text !== undefined && value === undefined) ignored.push(`${name}=${text}`);
    return value;
  };
  const query: ReadQuery['query'] = { sortBy: 'score', sortOrder: 'desc' };
  for (const filter of LIST_FILTERS) {
    const values = rest[filter];
    if (values === undefined) continue;
    const known = filter === 'status' ? values.flatMap((value) => findIn(STATUSES, value) ?? []) : values;
    const read = known.slice(0, MAX_VALUES);
    for (const value of values)
      if (!read.some((each) => isSame(each, value))) ignored.push(`${filter}=${value}`);
    if (read.length > 0) Object.assign(query, { [filter]: read });
  }
  const found = {
    priority: accept('priority', rest.priority, findIn(['HIGH', 'LOW'] as const, rest.priority)),
    search: accept('search', rest.search, rest.search?.slice(0, MAX_SEARCH_LENGTH)),
    payoutMin: accept('payoutMin', rest.payoutMin, numberIn(rest.payoutMin, 0, 1e9)),
    capLeftMin: accept('capLeftMin', rest.capLeftMin, numberIn(rest.capLeftMin, 0, 100)),
    convertedWithin: accept('convertedWithin', rest.convertedWithin, durationOf(rest.convertedWithin)),
    mine,
  };
  for (const [name, value] of Object.entries(found))
    if (value !== undefined) Object.assign(query, { [name]: value });
  const sort = accept('sortBy', sortBy, findIn(Object.keys(SORTS) as Sort[], sortBy)) ?? 'score';
  query.sortBy = sort;
  query.sortOrder =
    accept('sortOrder', sortOrder, findIn(['asc', 'desc'] as const, sortOrder)) ?? SORTS[sort];
  for (const [name, value] of Object.entries(rest)) {
    if (!isKnown(name) && value !== undefined) ignored.push(`${name}=${String(value)}`);
  }
  return { query, ignored };
}

const SCALARS = ['priority', 'search', 'payoutMin', 'capLeftMin', 'convertedWithin'];

function isKnown(name: string): boolean {
  return SCALARS.includes(name) || LIST_FILTERS.some((filter) => filter === name);
}

/** The search without filters: order and columns stay. */
export function withoutFilters({ sortBy, sortOrder, columns }: OffersSearch): OffersSearch {
  return { sortBy, sortOrder, columns };
}

/** Whether the query leaves out any offers. */
export function hasFilters({ sortBy: _, sortOrder: __, ...filters }: ReadQuery['query']): boolean {
  return Object.keys(filters).length > 0;
}

/** The order after a click on a column's head: the column's own order first, then the opposite one. */
export function sortedBy(
  sort: Sort,
  { sortBy, sortOrder }: ReadQuery['query'],
): Pick<OffersSearch, 'sortBy' | 'sortOrder'> {
  const first = SORTS[sort];
  if (sort !== sortBy || sortOrder !== first) return { sortBy: sort, sortOrder: undefined };
  return { sortBy: sort, sortOrder: first === 'asc' ? 'desc' : 'asc' };
}

/** The address of a CSV file with the offers that the query lists, all of them, in its order. */
export function csvAddress(query: OffersQuery, columns: readonly string[]): string {
  const address = jsonAddress({ ...query, format: 'csv', all: 'true' });
  return `${address}&columns=${columns.join(',')}`;
}

/** The address of the list at the API. */
export function jsonAddress(query: OffersQuery & { format?: string; all?: string }): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    // Repeated and not separated by commas: a value may contain one.
    for (const each of [value].flat()) parameters.append(name, String(each));
  }
  return `api/offers?${parameters.toString()}`;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function findIn<T extends string>(values: readonly T[], text: string | undefined): T | undefined {
  return text === undefined ? undefined : values.find((value) => isSame(value, text));
}

function numberIn(text: string | undefined, least: number, most: number): number | undefined {
  const number = text === undefined || text.trim() === '' ? NaN : Number(text);
  return number >= least && number <= most ? number : undefined;
}

function durationOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[1-9][0-9]{0,5}[mhd]$/.test(text) ? text : undefined;
}

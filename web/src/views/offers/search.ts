import { readFlag, readList, readText } from '../../search';

/** The filters of the table of offers that take several values. */
export const LIST_FILTERS = ['status', 'country', 'carrier', 'flow', 'vertical', 'currency'] as const;
export type ListFilter = (typeof LIST_FILTERS)[number];

const TEXTS = [
  'search',
  'payoutMin',
  'capLeftMin',
  'convertedWithin',
  'priority',
  'sortBy',
  'sortOrder',
] as const;

/**
 * Filters, order and columns of the table of offers, as in its address, with the names of the API. They are not checked
 * here: a value that does not exist stays in the address, and the view says so.
 */
export interface OffersSearch
  extends
    Partial<Record<ListFilter, string[] | undefined>>,
    Partial<Record<(typeof TEXTS)[number], string | undefined>> {
  mine?: true | undefined;
  columns?: string[] | undefined;
}

/** Reads the address of the table of offers. What it does not know stays as it is. */
export function readOffersSearch(search: Record<string, unknown>): OffersSearch {
  return {
    ...search,
    ...Object.fromEntries(LIST_FILTERS.map((filter) => [filter, readList(search[filter])])),
    ...Object.fromEntries(TEXTS.map((name) => [name, readText(textOf(search[name]))])),
    mine: readFlag(search.mine),
    columns: readList(search.columns),
  };
}

function textOf(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

import type { OfferStatus } from '../../domain/offer';
import { isWatched } from '../watchlist/condition';
import { CAP_LEFT_PERCENT, HIGH_PRIORITY_WITHIN_SECONDS } from './rows';

/** The columns of texts that a filter compares. */
export const FILTERED_TEXTS = ['country', 'vertical', 'carrier', 'flow', 'currency'] as const;
export type FilteredText = (typeof FILTERED_TEXTS)[number];

type OneOrMore<T> = T | readonly T[];

/**
 * Which offers to list: all conditions have to match, each of them by any of its values. Texts are compared as a whole,
 * case-insensitive. A text that no offer has as its value is split at its commas.
 */
export interface OfferFilters extends Partial<Record<FilteredText, OneOrMore<string> | undefined>> {
  ids?: readonly string[] | undefined;
  status?: OneOrMore<OfferStatus> | undefined;
  /** `HIGH`: converted within the last 24 hours. */
  priority?: 'HIGH' | 'LOW' | undefined;
  /** A part of the id or the name, case-insensitive. */
  search?: string | undefined;
  /** Compares the amounts alone: combine it with `currency`. */
  payoutMin?: number | string | undefined;
  /** Leaves out offers of which less than this percentage of the daily cap is left, as far as the network states it. */
  capLeftMin?: number | undefined;
  convertedWithinSeconds?: number | undefined;
  /** True: only offers on the watch list. */
  mine?: boolean | undefined;
  /** ISO 8601. The offer last left the status Active at this time or later … */
  leftActiveSince?: string | undefined;
  /** … and before this time. */
  leftActiveBefore?: string | undefined;
}

/** The parameters of a statement. */
export interface Parameters {
  values: unknown[];
  /** Adds a value and returns its placeholder, such as `$1`. */
  add: (value: unknown) => string;
}

/** Creates an empty list of parameters for one statement. */
export function createParameters(): Parameters {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}

/** The indexes hold the first 100 characters of a text: PostgreSQL refuses long index entries. */
export const INDEXED_LENGTH = 100;

/** SQL of a text as the indexes hold it: folded to lower case. */
export function folded(text: string): string {
  return `lower(left(${text}, ${INDEXED_LENGTH}))`;
}

/** SQL of what conditions need besides the columns of `offers`. */
export interface OfferView {
  /** The time to which the rows belong. */
  now: string;
  /** Whether the id or the name contains a text, from the SQL of its pattern in lower case. */
  isNamed: (pattern: string) => string;
  /** Whether the offer is on the ConversionList. */
  isListed: string;
}

/** The mirror as it is. */
const PRESENT: OfferView = {
  now: 'now()',
  isNamed: (pattern) => `offer_id IN (SELECT offer_id FROM offer_names WHERE words LIKE ${pattern})`,
  isListed: 'offer_id IN (SELECT offer_id FROM conversion_list)',
};

/**
 * Builds SQL conditions on `offers`, or on a relation with its columns, to be joined with AND. Values are passed as
 * parameters only.
 */
export function describeFilters(
  filters: OfferFilters,
  onList: boolean,
  { add }: Parameters,
  { now, isNamed, isListed }: OfferView = PRESENT,
): string[] {
  const { ids, status, priority, search, payoutMin, capLeftMin, convertedWithinSeconds } = filters;
  const conditions = FILTERED_TEXTS.flatMap((column) => {
    const values = [filters[column] ?? []].flat().map(withoutNul);
    if (values.length === 0) return [];
    const isPrefix = isOneOf(folded(column), values, add, folded);
    // Only for long texts: the planner treats two conditions as independent and would expect far too few rows.
    return values.every((value) => value.length < INDEXED_LENGTH)
      ? [isPrefix]
      : [isPrefix, isOneOf(`lower(${column})`, values, add, (value) => `lower(${value})`)];
  });
  if (ids !== undefined) conditions.push(`offer_id = ANY(${add(ids.map(withoutNul))}::text[])`);
  const statuses = [status ?? []].flat();
  if (statuses.length > 0) conditions.push(isOneOf('status', statuses, add));
  if (filters.leftActiveSince !== undefined)
    conditions.push(`left_active_at >= ${add(filters.leftActiveSince)}::timestamptz`);
  if (filters.leftActiveBefore !== undefined)
    conditions.push(`left_active_at < ${add(filters.leftActiveBefore)}::timestamptz`);
  if (priority === 'HIGH') conditions.push(...convertedSince(now, add(HIGH_PRIORITY_WITHIN_SECONDS)));
  if (priority === 'LOW') {
    const since = `${now} - ${add(HIGH_PRIORITY_WITHIN_SECONDS)} * interval '1 second'`;
    conditions.push(`(last_conversion_at IS NULL OR last_conversion_at < ${since})`);
  }
  if (convertedWithinSeconds !== undefined)
    conditions.push(...convertedSince(now, add(convertedWithinSeconds)));
  if (payoutMin !== undefined) conditions.push(`payout >= ${add(payoutMin)}::numeric`);
  if (capLeftMin !== undefined)
    conditions.push(`(${CAP_LEFT_PERCENT} < ${add(capLeftMin)}::numeric) IS NOT TRUE`);
  if (search !== undefined) {
    const text = withoutNul(search).replaceAll(/[\\%_]/g, '\\$&');
    conditions.push(isNamed(`lower(${add(`%${text}%`)})`));
  }
  if (filters.mine === true) conditions.push(isWatched('offer_id'));
  if (onList) conditions.push(isListed);
  return conditions;
}

/** A single value is compared by `=`, so that an index of several columns also returns the rows in order. */
function isOneOf(
  column: string,
  values: readonly string[],
  add: Parameters['add'],
  convert = (value: string) => value,
): string {
  const expected = values.map((value) => convert(`${add(value)}::text`));
  return expected.length === 1 ? `${column} = ${expected[0]}` : `${column} IN (${expected.join(', ')})`;
}

/**
 * The index holds the hour, so the exact time is compared only within the first hour. If it were compared in every hour,
 * the planner would treat the two conditions as independent and expect far too few rows.
 */
function convertedSince(now: string, seconds: string): string[] {
  const since = `${now} - ${seconds}::float8 * interval '1 second'`;
  const hour = `date_bin('1 hour', ${since}, '2000-01-01T00:00:00Z'::timestamptz)`;
  return [
    `last_conversion_hour >= ${hour}`,
    `(last_conversion_hour = ${hour} AND last_conversion_at < ${since}) IS NOT TRUE`,
  ];
}

/** Replaces NUL, which PostgreSQL refuses. No stored text contains one, so the replacement matches nothing. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

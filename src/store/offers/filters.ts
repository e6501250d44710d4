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
  /** Only offers with a last conversion are left. Default: unknown. */
  isConverted?: boolean;
  /** Only offers with a score are left: nearly all of them converted within a day. Default: unknown. */
  isScored?: boolean;
  /** The time to which the rows belong. */
  now: string;
  /** Whether the id or the name contains a text, from the SQL of its pattern in lower case. */
  isNamed: (pattern: string) => string;
  /** Whether the offer is on the ConversionList. */
  isListed: string;
}

/** The mirror as it is. */
export const PRESENT: OfferView = {
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
  view: OfferView = PRESENT,
): string[] {
  const { now, isNamed, isListed, isConverted = false, isScored = false } = view;
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
  if (priority === 'LOW') {
    const since = before(now, add(HIGH_PRIORITY_WITHIN_SECONDS));
    if (isConverted) conditions.push(`last_conversion_hour <= ${hourOf(since)}`);
    conditions.push(`(last_conversion_at IS NULL OR last_conversion_at < ${since})`);
  }
  const within = [
    priority === 'HIGH' ? HIGH_PRIORITY_WITHIN_SECONDS : [],
    convertedWithinSeconds ?? [],
  ].flat();
  for (const seconds of within) {
    const isSince = convertedSince(before(now, add(seconds)));
    // The planner would expect that as few of the offers with a score match as of all offers, and would read all that match.
    const isUsual = isScored && countNarrowing(filters) === 0;
    conditions.push(...(isUsual ? [`coalesce(${isSince.join(' AND ')}, false)`] : isSince));
  }
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

/**
 * How much the filters narrow the list, by their kinds alone: 0, nearly all offers with a score match, as far as is known; 3 or
 * more, few offers do. The planner's estimates are of all offers, and do not hold for those with a score.
 */
export function countNarrowing(filters: OfferFilters): number {
  const { ids, search, mine, payoutMin, convertedWithinSeconds = Infinity } = filters;
  const some = [payoutMin, ...FILTERED_TEXTS.map((text) => filters[text])];
  const few = [ids, search, mine, convertedWithinSeconds < HIGH_PRIORITY_WITHIN_SECONDS || undefined];
  const isSet = (filter: unknown) => filter !== undefined;
  return some.filter(isSet).length + 3 * few.filter(isSet).length;
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
function convertedSince(since: string): string[] {
  const hour = hourOf(since);
  return [
    `last_conversion_hour >= ${hour}`,
    `(last_conversion_hour = ${hour} AND last_conversion_at < ${since}) IS NOT TRUE`,
  ];
}

function before(now: string, seconds: string): string {
  return `(${now} - ${seconds}::float8 * interval '1 second')`;
}

/** The generated column of a time. A migration has the same expression. */
export function hourOf(time: string): string {
  return `date_bin('1 hour', ${time}, '2000-01-01T00:00:00Z'::timestamptz)`;
}

/** Replaces NUL, which PostgreSQL refuses. No stored text contains one, so the replacement matches nothing. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

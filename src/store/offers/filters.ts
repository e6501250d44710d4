import type { OfferStatus } from '../../domain/offer';
import { HIGH_PRIORITY_WITHIN_SECONDS } from './rows';

/** Which offers to list: all conditions have to match. Texts are compared for equality. */
export interface OfferFilters {
  country?: string | undefined;
  status?: OfferStatus | undefined;
  vertical?: string | undefined;
  carrier?: string | undefined;
  flow?: string | undefined;
  currency?: string | undefined;
  /** `HIGH`: converted within the last 24 hours. */
  priority?: 'HIGH' | 'LOW' | undefined;
  /** A part of the id or the name, case-insensitive. */
  search?: string | undefined;
  /** Compares the amounts alone: combine it with `currency`. */
  payoutMin?: number | string | undefined;
  convertedWithinSeconds?: number | undefined;
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
const INDEXED_LENGTH = 100;

/** Builds SQL conditions on `offers`, to be joined with AND. Values are passed as parameters only. */
export function describeFilters(filters: OfferFilters, onList: boolean, { add }: Parameters): string[] {
  const { status, priority, search, payoutMin, convertedWithinSeconds } = filters;
  const conditions = (['country', 'vertical', 'carrier', 'flow', 'currency'] as const).flatMap((column) => {
    const value = filters[column];
    if (value === undefined) return [];
    const expected = `${add(withoutNul(value))}::text`;
    const hasPrefix = `left(${column}, ${INDEXED_LENGTH}) = left(${expected}, ${INDEXED_LENGTH})`;
    // Only for long texts: the planner treats two conditions as independent and would expect far too few rows.
    return value.length < INDEXED_LENGTH ? [hasPrefix] : [hasPrefix, `${column} = ${expected}`];
  });
  if (status !== undefined) conditions.push(`status = ${add(status)}`);
  if (priority === 'HIGH') conditions.push(...convertedSince(add(HIGH_PRIORITY_WITHIN_SECONDS)));
  if (priority === 'LOW') {
    const since = `now() - ${add(HIGH_PRIORITY_WITHIN_SECONDS)} * interval '1 second'`;
    conditions.push(`(last_conversion_at IS NULL OR last_conversion_at < ${since})`);
  }
  if (convertedWithinSeconds !== undefined) conditions.push(...convertedSince(add(convertedWithinSeconds)));
  if (payoutMin !== undefined) conditions.push(`payout >= ${add(payoutMin)}::numeric`);
  if (search !== undefined) {
    const text = withoutNul(search).replaceAll(/[\\%_]/g, '\\$&');
    const pattern = `lower(${add(`%${text}%`)})`;
    conditions.push(`offer_id IN (SELECT offer_id FROM offer_names WHERE words LIKE ${pattern})`);
  }
  if (onList) conditions.push('offer_id IN (SELECT offer_id FROM conversion_list)');
  return conditions;
}

/**
 * The index holds the hour, so the exact time is compared only within the first hour. If it were compared in every hour,
 * the planner would treat the two conditions as independent and expect far too few rows.
 */
function convertedSince(seconds: string): string[] {
  const since = `now() - ${seconds}::float8 * interval '1 second'`;
  const hour = `date_bin('1 hour', ${since}, '2000-01-01T00:00:00Z'::timestamptz)`;
  return [
    `last_conversion_hour >= ${hour}`,
    `(last_conversion_hour = ${hour} AND last_conversion_at < ${since}) IS NOT TRUE`,
  ];
}

/** PostgreSQL refuses texts with NUL. No stored text contains one, so the replacement matches nothing. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

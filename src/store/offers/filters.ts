import type { OfferStatus } from '../../domain/offer';
import { HIGH_PRIORITY_WITHIN_SECONDS } from './rows';

/** Which offers to list. What is left out does not matter; texts have to be equal. */
export interface OfferFilters {
  country?: string | undefined;
  status?: OfferStatus | undefined;
  vertical?: string | undefined;
  carrier?: string | undefined;
  flow?: string | undefined;
  /** `HIGH`: converted within 24 hours. */
  priority?: 'HIGH' | 'LOW' | undefined;
  /** Part of the id or of the name, in any case. */
  search?: string | undefined;
  payoutMin?: number | string | undefined;
  convertedWithinSeconds?: number | undefined;
}

/** The parameters of a statement, and how SQL names each. */
export interface Parameters {
  values: unknown[];
  /** Take a value, and say how SQL names it: `$1`. */
  add: (value: unknown) => string;
}

/** The parameters of one statement, none yet. */
export function collectParameters(): Parameters {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}

/** Characters of a text that the index holds: PostgreSQL refuses one that is long. */
const INDEXED_LENGTH = 100;

/** SQL conditions on `offers` that are all to hold. Values go into the parameters only. */
export function describeFilters(filters: OfferFilters, onList: boolean, { add }: Parameters): string[] {
  const { status, priority, search, payoutMin, convertedWithinSeconds } = filters;
  const conditions = (['country', 'vertical', 'carrier', 'flow'] as const).flatMap((column) => {
    const value = filters[column];
    if (value === undefined) return [];
    const wanted = `${add(withoutNul(value))}::text`;
    const beginning = `left(${column}, ${INDEXED_LENGTH}) = left(${wanted}, ${INDEXED_LENGTH})`;
    // Said twice, the planner takes the two for independent of each other, and expects far too few rows.
    return value.length < INDEXED_LENGTH ? [beginning] : [beginning, `${column} = ${wanted}`];
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
 * The hour is what the index has; the moment decides in the first of the hours alone. Asked of all of them, it would be
 * taken for independent of the hour, and far too few rows expected.
 */
function convertedSince(seconds: string): string[] {
  const since = `now() - ${seconds}::float8 * interval '1 second'`;
  const hour = `date_bin('1 hour', ${since}, '2000-01-01T00:00:00Z'::timestamptz)`;
  return [
    `last_conversion_hour >= ${hour}`,
    `(last_conversion_hour = ${hour} AND last_conversion_at < ${since}) IS NOT TRUE`,
  ];
}

/** PostgreSQL knows no text with a NUL; the replacement character is in no value that was asked for with one. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

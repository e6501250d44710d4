import type { Pool } from 'pg';
import {
  createParameters,
  FILTERED_TEXTS,
  folded,
  INDEXED_LENGTH,
  withoutNul,
  type FilteredText,
  type OfferFilters,
} from './filters';

type Queryable = Pick<Pool, 'query'>;

/** Values that an {@link UnknownValueError} names. */
const MAX_NAMED_VALUES = 50;

/** No offer of the mirror has the value that a filter asks for. The message names the values that offers have. */
export class UnknownValueError extends Error {
  override name = 'UnknownValueError';
  constructor(
    readonly filter: FilteredText,
    value: string,
    known: readonly string[],
  ) {
    const rest = known.length > MAX_NAMED_VALUES ? ', and others' : '';
    const names = known
      .slice(0, MAX_NAMED_VALUES)
      .map((name) => (name.includes(',') ? JSON.stringify(name) : name))
      .join(', ');
    super(`No offer has the ${filter} ${JSON.stringify(value)}. Values: ${names}${rest}.`);
  }
}

/** Finds those of the candidates for each column that are values of it. */
export type FindValues = (
  columns: readonly FilteredText[],
  candidates: readonly string[][],
) => Promise<string[][]>;

/**
 * Splits the text filters into the values that they ask for.
 *
 * A text that is a value of the mirror is one value, even if it contains commas; otherwise the commas separate values.
 * A field that no offer has a value in, as in an empty mirror, has no unknown values.
 *
 * @param findMore finds values that the mirror does not have any more. It is called only if some value is unknown.
 * @throws {UnknownValueError} if no offer has one of the values.
 */
export async function resolveFilterValues(
  client: Queryable,
  filters: OfferFilters,
  findMore?: FindValues,
): Promise<OfferFilters> {
  const given = FILTERED_TEXTS.flatMap((filter) => {
    const texts = [filters[filter] ?? []].flat().map(withoutNul);
    return texts.length === 0 ? [] : [{ filter, texts }];
  });
  if (given.length === 0) return filters;
  const columns = given.map(({ filter }) => filter);
  const candidates = given.map(({ texts }) => texts.flatMap((text) => [text, ...splitValues(text)]));
  const resolve = (known: string[][]) =>
    given.map(({ filter, texts }, index) => {
      const isKnown = new Set(known[index]);
      const values = texts.flatMap((text) => (isKnown.has(text) ? [text] : splitValues(text)));
      return { filter, values, unknown: values.find((value) => !isKnown.has(value)) };
    });
  const known = await findKnown(client, columns, candidates);
  let resolved = resolve(known);
  if (findMore !== undefined && resolved.some(({ unknown }) => unknown !== undefined)) {
    const more = await findMore(columns, candidates);
    resolved = resolve(known.map((values, index) => [...values, ...more[index]!]));
  }
  for (const { filter, unknown } of resolved) {
    if (unknown === undefined) continue;
    const existing = await listValues(client, filter, MAX_NAMED_VALUES + 1);
    if (existing.length > 0) throw new UnknownValueError(filter, unknown, existing);
  }
  return { ...filters, ...Object.fromEntries(resolved.map(({ filter, values }) => [filter, values])) };
}

/** Whether the text filters mean the same, whatever values the mirror has: none of their texts could be split. */
export function isUnambiguous(filters: OfferFilters): boolean {
  const texts = FILTERED_TEXTS.flatMap((filter) => filters[filter] ?? []);
  return texts.every((text) => {
    const values = splitValues(text);
    return values.length === 1 && values[0] === text;
  });
}

/** A text of commas alone is a value itself. */
function splitValues(text: string): string[] {
  const values = text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  return values.length === 0 ? [text] : values;
}

/** Finds those of the candidates for each column that some offer has. */
async function findKnown(
  client: Queryable,
  columns: readonly FilteredText[],
  candidates: readonly string[][],
): Promise<string[][]> {
  const { values, add } = createParameters();
  const arrays = columns.map((column, index) => {
    const expected = folded('candidate');
    // The order makes the planner use the index: it would expect a common value near the start of the table.
    return `ARRAY(SELECT candidate FROM unnest(${add(candidates[index])}::text[]) AS candidate WHERE
      (SELECT ${folded(column)} FROM offers WHERE ${folded(column)} >= ${expected} ORDER BY 1 LIMIT 1) = ${expected}
      AND (length(candidate) < ${INDEXED_LENGTH} OR EXISTS (
        SELECT FROM offers WHERE ${folded(column)} = ${expected} AND lower(${column}) = lower(candidate)))) AS "${column}"`;
  });
  const { rows } = await client.query<Record<FilteredText, string[]>>(`SELECT ${arrays.join(', ')}`, values);
  return columns.map((column) => rows[0]![column]);
}

/** Lists the first values of a column, in order. Reads as many index entries as it returns. */
export async function listValues(client: Queryable, column: FilteredText, limit: number): Promise<string[]> {
  const next = (condition: string) =>
    `SELECT ${folded(column)} AS folded, left(${column}, ${INDEXED_LENGTH}) AS value FROM offers
     WHERE ${folded(column)} ${condition} ORDER BY ${folded(column)} LIMIT 1`;
  const { rows } = await client.query<{ value: string }>(
    `WITH RECURSIVE known AS (
       (${next(`>= ''`)})
       UNION ALL
       SELECT following.* FROM known, LATERAL (${next('> known.folded')}) AS following
     ) SELECT value FROM known LIMIT $1`,
    [limit],
  );
  return rows.map(({ value }) => value);
}

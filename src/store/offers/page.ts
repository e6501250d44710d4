import { countNarrowing, describeFilters, type OfferFilters, type Parameters, PRESENT } from './filters';
import type { KeyPart, Position, SortKey } from './order';

/** Which offers a page contains, and in which order. */
export interface PageQuery {
  filters: OfferFilters;
  onList: boolean;
  key: SortKey;
  sortOrder: 'asc' | 'desc';
  /** The last row of the previous page. Undefined: the first page. */
  after: Position | undefined;
  maxRows: number;
}

/**
 * Builds SQL of a relation `page`, and of its order: the ids of a page with their values to order by, `key_0` and `key_1`.
 *
 * Offers with a value and those without (`part` 1) are two SELECTs, each of which an index can return in order. PostgreSQL runs
 * the second one only if the first returns too few rows. They select ids and keys, so that joins and sorts move narrow rows.
 */
export function describePage(query: PageQuery, parameters: Parameters): { relation: string; order: string } {
  const { key, after, sortOrder, maxRows } = query;
  const limit = parameters.add(maxRows);
  const selects = [
    ...(after?.value === null ? [] : [selectValued(query, limit, parameters)]),
    ...(key.mayBeNull ? [selectNulls(query, limit, parameters)] : []),
  ];
  const order = `part, ${by([...key.columns.map((_, index) => `key_${index}`), 'offer_id'], sortOrder)}`;
  const union = `${selects.map((select) => `(${select})`).join(' UNION ALL ')} LIMIT ${limit}`;
  return {
    relation: `(SELECT * FROM (${selects.length === 1 ? selects[0]! : union}) AS page ORDER BY ${order}) AS page`,
    order,
  };
}

function selectValued(
  { filters, onList, ...query }: PageQuery,
  limit: string,
  parameters: Parameters,
): string {
  const { key, after, sortOrder } = query;
  const part: KeyPart = key.parts?.valued ?? {
    relation: 'offers',
    condition: key.mayBeNull ? `${key.columns[0]} IS NOT NULL` : 'true',
  };
  const columns = [...key.columns, 'offer_id'];
  const view = { ...PRESENT, ...part };
  const conditions = [...describeFilters(filters, onList, parameters, view), part.condition];
  if (after !== undefined) {
    const values = key.columns.length === 0 ? [] : key.parse(parameters.add(after.value));
    conditions.push(isAfter(columns, [...values, parameters.add(after.offerId)], sortOrder));
  }
  const keys = key.columns.map((column, index) => `${column} AS key_${index}`);
  const order = by(columns, sortOrder);
  const relation = (countNarrowing(filters) < 3 && part.ordered?.(order)) || part.relation;
  return `SELECT ${['offer_id', '0 AS part', ...keys].join(', ')} FROM ${relation}
    WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${limit}`;
}

function selectNulls(
  { filters, onList, ...query }: PageQuery,
  limit: string,
  parameters: Parameters,
): string {
  const { key, after, sortOrder } = query;
  const { relation, condition } = key.parts?.nulls ?? {
    relation: 'offers',
    condition: `${key.columns[0]} IS NULL`,
  };
  const conditions = [...describeFilters(filters, onList, parameters), condition];
  if (after?.value === null)
    conditions.push(isAfter(['offer_id'], [parameters.add(after.offerId)], sortOrder));
  const keys = key.columns.map((_, index) => `NULL AS key_${index}`);
  return `SELECT ${['offer_id', '1 AS part', ...keys].join(', ')} FROM ${relation}
    WHERE ${conditions.join(' AND ')} ORDER BY ${by(['offer_id'], sortOrder)} LIMIT ${limit}`;
}

function by(columns: string[], sortOrder: 'asc' | 'desc'): string {
  return columns.map((column) => `${column} ${sortOrder === 'desc' ? 'DESC' : 'ASC'}`).join(', ');
}

function isAfter(columns: string[], values: string[], sortOrder: 'asc' | 'desc'): string {
  return `(${columns.join(', ')}) ${sortOrder === 'asc' ? '>' : '<'} (${values.join(', ')})`;
}

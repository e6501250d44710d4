import type { OfferSort } from '../../domain/offer';
import { InvalidCursorError, isInstant, readCursor, writeCursor } from '../cursor';
import { instant } from '../sql';
import {
  countNarrowing,
  describeFilters,
  hourOf,
  type OfferFilters,
  type OfferView,
  type Parameters,
  PRESENT,
} from './filters';

/** A sort key of the list of offers, in SQL. */
export interface SortKey {
  /** SQL expressions to order by, before the id. An index covers the first. A bare `payout` would be the selected text. */
  columns: string[];
  mayBeNull: boolean;
  /** SQL of the value in a cursor, from the columns of `offers` and `key_0`, `key_1`, which are those to order by. */
  text: string;
  /** SQL of the columns' values, from the placeholder of a cursor's value. */
  parse: (value: string) => string[];
  isValue: (value: string) => boolean;
  /**
   * Where the offers with a value are, with the columns to order by, and those without. Default: in `offers`, where the first
   * column is not null, or is.
   */
  parts?: Partial<Record<PartName, Partial<KeyPart>>>;
}

type PartName = 'valued' | 'nulls';

/** Some of the offers in an order: a relation with the columns of `offers`, a condition, and what is known of them. */
export interface KeyPart extends Pick<OfferView, 'isConverted' | 'isScored'> {
  relation: string;
  /** The same with rows in this order, for filters that most of them match. Default: `relation`. */
  ordered?: (order: string) => string;
  condition: string;
}

/** All sort keys. */
export const SORT_KEYS: Record<OfferSort, SortKey> = {
  offerId: { columns: [], mayBeNull: false, text: `''`, parse: () => [], isValue: () => true },
  offerName: {
    columns: ['left(offer_name, 100)'],
    mayBeNull: true,
    text: 'left(offer_name, 100)',
    parse: (value) => [`${value}::text`],
    isValue: () => true,
  },
  payout: {
    columns: ['offers.payout'],
    mayBeNull: true,
    text: 'payout::text',
    parse: (value) => [`${value}::numeric`],
    isValue: (value) => /^-?\d+(\.\d+)?$/.test(value),
  },
  lastConversionAt: {
    columns: ['last_conversion_hour', 'last_conversion_at'],
    mayBeNull: true,
    text: instant('last_conversion_at'),
    parse: (value) => [hourOf(`${value}::timestamptz`), `${value}::timestamptz`],
    isValue: isInstant,
    parts: { valued: { isConverted: true } },
  },
  updatedAt: {
    columns: ['updated_at'],
    mayBeNull: false,
    text: instant('updated_at'),
    parse: (value) => [`${value}::timestamptz`],
    isValue: isInstant,
  },
  score: {
    columns: ['score_level', 'score'],
    mayBeNull: true,
    text: 'key_1::text',
    parse: (value) => [scoreLevel(`${value}::float8`), `${value}::float8`],
    isValue: (value) => /^\d+(\.\d+)?(e[-+]\d{1,3})?$/.test(value),
    // An offer that is not Active has no score. Its rhythm has one until the next judgement.
    parts: {
      valued: {
        relation: 'offers JOIN offer_rhythms USING (offer_id)',
        // The planner would look for the offers of a whole level before it sorts them by score.
        ordered: (order) =>
          `(SELECT offer_id, score_level, score FROM offer_rhythms WHERE score_level IS NOT NULL ORDER BY ${order}) AS r
           JOIN offers USING (offer_id)`,
        condition: `score_level IS NOT NULL AND status = 'Active'`,
        isScored: true,
      },
      nulls: {
        relation: 'offers LEFT JOIN offer_rhythms USING (offer_id)',
        condition: `(score_level IS NULL OR status IS DISTINCT FROM 'Active')`,
      },
    },
  },
};

/** The generated column of a score. A migration has the same expression. */
function scoreLevel(score: string): string {
  return `CASE WHEN ${score} > 1e-9 THEN floor(ln(${score}) / ln(2::double precision)) ELSE -30 END::int`;
}

/** The position of a page's last row: the sort value as text (null: none) and the id. */
export interface Position {
  value: string | null;
  offerId: string;
}

/**
 * Reads the position that a cursor of {@link writePosition} holds.
 *
 * @param tag names the list and its order: a cursor of another one is refused.
 * @throws {InvalidCursorError}
 */
export function readPosition(cursor: string, tag: string, key: SortKey): Position {
  const [givenTag, value = null, offerId = null] = readCursor(cursor, 3);
  const fits = value === null ? key.mayBeNull : key.isValue(value);
  if (givenTag !== tag || !fits || offerId === null) throw new InvalidCursorError();
  return { value, offerId };
}

/** Encodes a position as a cursor of the list and the order that `tag` names. */
export function writePosition({ value, offerId }: Position, tag: string): string {
  return writeCursor([tag, value, offerId]);
}

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
 * the second one only if the first returns too few rows, because the connection has no parallel plans. They select ids and
 * keys, so that joins and sorts move narrow rows.
 */
export function describePage(query: PageQuery, parameters: Parameters): { relation: string; order: string } {
  const { key, after, sortOrder, maxRows } = query;
  const limit = parameters.add(maxRows);
  const selects = [
    ...(after?.value === null ? [] : [selectPart('valued', query, limit, parameters)]),
    ...(key.mayBeNull ? [selectPart('nulls', query, limit, parameters)] : []),
  ];
  const order = `part, ${by([...key.columns.map((_, index) => `key_${index}`), 'offer_id'], sortOrder)}`;
  const union = `${selects.map((select) => `(${select})`).join(' UNION ALL ')} LIMIT ${limit}`;
  return {
    relation: `(SELECT * FROM (${selects.length === 1 ? selects[0]! : union}) AS page ORDER BY ${order}) AS page`,
    order,
  };
}

function selectPart(name: PartName, query: PageQuery, limit: string, parameters: Parameters): string {
  const { filters, onList, key, after, sortOrder } = query;
  const isNulls = name === 'nulls';
  const part: KeyPart = { relation: 'offers', condition: isPart(name, key), ...key.parts?.[name] };
  const sorted = isNulls ? [] : key.columns;
  const columns = [...sorted, 'offer_id'];
  const conditions = [
    ...describeFilters(filters, onList, parameters, { ...PRESENT, ...part }),
    part.condition,
  ];
  if (after !== undefined && (after.value === null) === isNulls) {
    const values = sorted.length === 0 ? [] : key.parse(parameters.add(after.value));
    conditions.push(isAfter(columns, [...values, parameters.add(after.offerId)], sortOrder));
  }
  const keys = key.columns.map((column, index) => `${isNulls ? 'NULL' : column} AS key_${index}`);
  const order = by(columns, sortOrder);
  const relation = (countNarrowing(filters) < 3 && part.ordered?.(order)) || part.relation;
  return `SELECT ${['offer_id', `${isNulls ? 1 : 0} AS part`, ...keys].join(', ')} FROM ${relation}
    WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${limit}`;
}

function isPart(name: PartName, { columns, mayBeNull }: SortKey): string {
  return mayBeNull ? `${columns[0]} IS ${name === 'nulls' ? '' : 'NOT '}NULL` : 'true';
}

function by(columns: string[], sortOrder: 'asc' | 'desc'): string {
  return columns.map((column) => `${column} ${sortOrder === 'desc' ? 'DESC' : 'ASC'}`).join(', ');
}

function isAfter(columns: string[], values: string[], sortOrder: 'asc' | 'desc'): string {
  return `(${columns.join(', ')}) ${sortOrder === 'asc' ? '>' : '<'} (${values.join(', ')})`;
}

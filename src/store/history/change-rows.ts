import type { Pool } from 'pg';
import type { OfferStatus } from '../../domain/offer';
import { CHANGE_KINDS, type ChangeKind, FIELD_KINDS, type OfferChange } from '../../domain/offer-change';
import { createParameters, type Parameters } from '../offers/filters';
import { type Position, POSITION_COLUMNS } from './position';

/** A change, with what the offer is now. */
export interface ChangeRow extends OfferChange {
  offer: {
    offerName: string | null;
    status: OfferStatus | null;
    country: string | null;
    vertical: string | null;
    payout: string | null;
    currency: string | null;
  };
}

/** Which changes to list: all conditions have to match, each of them by any of its values. */
export interface ChangeFilters {
  kinds?: readonly ChangeKind[] | undefined;
  /** Only offers on the watch list. */
  mine?: boolean | undefined;
}

/** SQL that is true if the status became `status` from another one. */
const becomes = (status: OfferStatus) =>
  `(changes -> 'status' ->> 0 IS NOT NULL AND changes -> 'status' ->> 1 = '${status}')`;

const hasField = (kind: ChangeKind) => {
  const fields = Object.entries(FIELD_KINDS).flatMap(([field, kindOf]) => (kindOf === kind ? [field] : []));
  return `changes ?| ARRAY[${fields.map((field) => `'${field}'`).join(', ')}]`;
};

/** SQL that is true for a row of `offer_changes` of this kind. */
const IS_KIND: Record<ChangeKind, string> = {
  new: 'is_new',
  paused: becomes('Paused'),
  blocked: becomes('Blocked'),
  gone: becomes('Unknown'),
  resumed: becomes('Active'),
  payout: hasField('payout'),
  cap: hasField('cap'),
  cap_usage: hasField('cap_usage'),
  name: hasField('name'),
  link: hasField('link'),
  other: `(${hasField('other')} OR (changes ? 'status' AND changes -> 'status' ->> 0 IS NULL))`,
};

/** SQL that lists the kinds of a row of `offer_changes`. */
export const KINDS = `array_remove(ARRAY[${CHANGE_KINDS.map((kind) => `CASE WHEN ${IS_KIND[kind]} THEN '${kind}' END`).join(', ')}], NULL)`;

/** SQL conditions on a row of `offer_changes`; empty: all rows match. */
export function describeChangeFilters({ kinds, mine = false }: ChangeFilters): string[] {
  return [
    ...(kinds === undefined ? [] : [`(${kinds.map((kind) => IS_KIND[kind]).join(' OR ')})`]),
    ...(mine ? ['offer_id IN (SELECT offer_id FROM watchlist)'] : []),
  ];
}

/** Which rows to read, in which order. */
interface ChangeScan {
  /** SQL conditions that an index or the partitions fulfil. At least one. */
  conditions: string[];
  /** SQL conditions that each row is checked for. */
  filters: string[];
  /** SQL columns to order by: an index has this order. */
  order: readonly string[];
  direction: 'ASC' | 'DESC';
  limit: number;
  /** The parameters of the conditions. */
  parameters: Parameters;
}

/** The changes of one page. */
interface FoundChanges {
  rows: ChangeRow[];
  /** The last row that was looked at. Undefined: there are no more rows. */
  end: Position | undefined;
}

/**
 * A page with filters looks at this number of rows at most, so that a rare kind does not make it read the whole history. It
 * may then have fewer rows than its limit.
 */
const MAX_SCANNED = 50_000;

/** Reads one page of changes. */
export async function readChanges(pool: Pool, scan: ChangeScan): Promise<FoundChanges> {
  const { filters, limit } = scan;
  const hasFilters = filters.length > 0;
  const found = await queryChanges(pool, scan, hasFilters ? MAX_SCANNED : limit + 1);
  if (found.length > limit) return { rows: found.slice(0, limit).map(toRow), end: found[limit - 1] };
  return { rows: found.map(toRow), end: hasFilters ? await queryEnd(pool, scan, MAX_SCANNED) : undefined };
}

/** Finds one row more than the limit, among the first rows. */
async function queryChanges(pool: Pool, scan: ChangeScan, maxScanned: number) {
  const { conditions, filters, limit, parameters } = scan;
  const { values, add } = copyParameters(parameters);
  const { rows } = await pool.query<ChangeRow & Position>(
    `SELECT ${POSITION_COLUMNS}, ${KINDS} AS kinds, changes, jsonb_build_object('offerName', offer_name, 'status', status,
         'country', country, 'vertical', vertical, 'payout', payout::text, 'currency', currency) AS offer
     FROM (
       SELECT * FROM (
         SELECT * FROM history.offer_changes AS c WHERE ${conditions.join(' AND ')}
         ORDER BY ${orderBy(scan)} LIMIT ${add(maxScanned)}
       ) AS c WHERE ${filters.join(' AND ') || 'true'} ORDER BY ${orderBy(scan)} LIMIT ${add(limit + 1)}
     ) AS c LEFT JOIN offers USING (offer_id) ORDER BY ${orderBy(scan)}`,
    values,
  );
  return rows;
}

/** Finds the last of the first rows. Undefined: there are fewer. */
async function queryEnd(pool: Pool, scan: ChangeScan, maxScanned: number): Promise<Position | undefined> {
  const { values, add } = copyParameters(scan.parameters);
  const { rows } = await pool.query<Position>(
    `SELECT ${POSITION_COLUMNS} FROM history.offer_changes AS c WHERE ${scan.conditions.join(' AND ')}
     ORDER BY ${orderBy(scan)} OFFSET ${add(maxScanned - 1)} LIMIT 1`,
    values,
  );
  return rows[0];
}

function orderBy({ order, direction }: ChangeScan): string {
  return order.map((column) => `c.${column} ${direction}`).join(', ');
}

function copyParameters({ values }: Parameters): Parameters {
  const copy = createParameters();
  values.forEach(copy.add);
  return copy;
}

function toRow({ transactionId: _, ...row }: ChangeRow & Position): ChangeRow {
  return row;
}

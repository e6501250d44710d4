import type { Pool } from 'pg';
import type { OfferStatus } from '../../domain/offer';
import { CHANGE_KINDS, type ChangeKind, FIELD_KINDS, type OfferChange } from '../../domain/offer-change';
import type { Parameters } from '../offers/filters';
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

const KINDS = `array_remove(ARRAY[${CHANGE_KINDS.map((kind) => `CASE WHEN ${IS_KIND[kind]} THEN '${kind}' END`).join(', ')}], NULL)`;

/** SQL conditions on a row of `offer_changes`; empty: all rows match. */
export function describeChangeFilters({ kinds, mine = false }: ChangeFilters): string[] {
  return [
    ...(kinds === undefined ? [] : [`(${kinds.map((kind) => IS_KIND[kind]).join(' OR ')})`]),
    ...(mine ? ['offer_id IN (SELECT offer_id FROM watchlist)'] : []),
  ];
}

type FoundChange = ChangeRow & Position;

/** Which rows to read, in which order. */
export interface ChangeScan {
  /** SQL conditions of the rows to look at. At least one. */
  conditions: string[];
  /** SQL conditions of the rows to return; empty: all that are looked at. */
  filters: string[];
  /** SQL columns to order by: an index has this order. */
  order: readonly string[];
  direction: 'ASC' | 'DESC';
  /** The largest number of rows to look at. */
  maxScanned: number;
  limit: number;
  parameters: Parameters;
}

/** Reads changes. Ends as soon as there are `limit`, or `maxScanned` rows have been looked at. */
export async function readChanges(pool: Pool, scan: ChangeScan): Promise<FoundChange[]> {
  const { conditions, filters, maxScanned, limit, parameters } = scan;
  const { rows } = await pool.query<FoundChange>(
    `SELECT ${POSITION_COLUMNS}, ${KINDS} AS kinds, changes, jsonb_build_object('offerName', offer_name, 'status', status,
         'country', country, 'vertical', vertical, 'payout', payout::text, 'currency', currency) AS offer
     FROM (
       SELECT * FROM (
         SELECT * FROM history.offer_changes AS c WHERE ${conditions.join(' AND ')}
         ORDER BY ${orderBy(scan)} LIMIT ${parameters.add(maxScanned)}
       ) AS c WHERE ${filters.join(' AND ') || 'true'} ORDER BY ${orderBy(scan)} LIMIT ${parameters.add(limit)}
     ) AS c LEFT JOIN offers USING (offer_id) ORDER BY ${orderBy(scan)}`,
    parameters.values,
  );
  return rows;
}

/** Reads where {@link readChanges} ended if it has looked at `maxScanned` rows. Undefined: there are no more rows. */
export async function readScanEnd(pool: Pool, scan: ChangeScan): Promise<Position | undefined> {
  const { conditions, maxScanned, parameters } = scan;
  const { rows } = await pool.query<Position>(
    `SELECT ${POSITION_COLUMNS} FROM history.offer_changes AS c WHERE ${conditions.join(' AND ')}
     ORDER BY ${orderBy(scan)} OFFSET ${parameters.add(maxScanned - 1)} LIMIT 1`,
    parameters.values,
  );
  return rows[0];
}

function orderBy({ order, direction }: ChangeScan): string {
  return order.map((column) => `c.${column} ${direction}`).join(', ');
}

import type { OfferField } from '../../domain/offer';
import { OFFER_FIELDS, type FieldColumn } from '../offers/fields';
import { hourOf } from '../offers/filters';

/** SQL of what a relation of past offers depends on. */
export interface PastTime {
  /** The time, as a timestamptz. */
  at: string;
  /** Only these offers, as a text[]. Default: all. */
  ids?: string | undefined;
}

/** All fields of an offer. */
export const ALL_FIELDS = Object.keys(OFFER_FIELDS) as OfferField[];

/**
 * SQL of a relation that has columns of `offers` as they were at a time: the id, the columns of the given fields, and the
 * times.
 *
 * A lasting field had the old value of its first change after the time, or else has it still. A time of the row that is
 * later than the given one says nothing about the state before it: such a column is null.
 */
export function pastOffers(fields: readonly OfferField[], time: PastTime): string {
  const lasting = fields.filter((field) => field !== 'lastConversion');
  const columns = [
    'o.offer_id',
    ...lasting.flatMap((field) => OFFER_FIELDS[field].map((column) => undone(field, column))),
    ...(fields.includes('lastConversion') ? conversionColumns(time.at) : []),
    ...['observed_at', 'updated_at', 'left_active_at'].map(
      (column) => `CASE WHEN o.${column} <= ${time.at} THEN o.${column} END AS ${column}`,
    ),
    ...['status_unconfirmed_at', 'stale'].map(
      (column) => `CASE WHEN o.observed_at <= ${time.at} THEN o.${column} END AS ${column}`,
    ),
    'o.first_observed_at',
    'o.created_at',
  ];
  return `(SELECT ${columns.join(', ')} FROM offers AS o
    ${lasting.length === 0 ? '' : `LEFT JOIN (${oldValues(lasting, time)}) AS undo USING (offer_id)`}
    ${fields.includes('lastConversion') ? `LEFT JOIN LATERAL (${lastSeen(time.at)}) AS seen ON ${IS_SEEN_LATER(time.at)}` : ''}
    WHERE o.first_observed_at <= ${time.at}${time.ids === undefined ? '' : ` AND o.offer_id = ANY(${time.ids})`})`;
}

/** The old value of the first change of each field after the time, for the offers that have any: of equal keys, the last one is kept. */
function oldValues(fields: readonly OfferField[], { at, ids }: PastTime): string {
  const names = fields.map((field) => `'${field}'`).join(', ');
  return `SELECT offer_id, jsonb_object_agg(field, change -> 0 ORDER BY observed_at DESC) AS old
    FROM history.offer_changes, jsonb_each(changes) AS changed (field, change)
    WHERE observed_at > ${at} AND changes ?| ARRAY[${names}] AND field IN (${names})
      ${ids === undefined ? '' : `AND offer_id = ANY(${ids})`}
    GROUP BY offer_id`;
}

/** A column of a lasting field, from the value that the history has of the field: of a cap its kind and amount. */
function undone(field: OfferField, { column, type }: FieldColumn): string {
  const isCap = OFFER_FIELDS[field].length > 1;
  const value = isCap
    ? `undo.old -> '${field}' ->> '${type === 'numeric' ? 'amount' : 'kind'}'`
    : `undo.old ->> '${field}'`;
  return `CASE WHEN undo.old ? '${field}' THEN (${value})::${type} ELSE o.${column} END AS ${column}`;
}

/** Whether the mirror has not seen another conversion since, so that the row's is that of the time. */
function isLatest(at: string): string {
  return `(o.observed_at <= ${at} OR o.last_conversion_to <= ${at})`;
}

const IS_SEEN_LATER = (at: string) => `${isLatest(at)} IS NOT TRUE`;

function conversionColumns(at: string): string[] {
  const to = `CASE WHEN ${isLatest(at)} THEN o.last_conversion_to ELSE seen.last_to END`;
  return [
    `CASE WHEN o.observed_at <= ${at} THEN o.last_conv_raw END AS last_conv_raw`,
    `CASE WHEN ${isLatest(at)} THEN o.last_conversion_from END AS last_conversion_from`,
    `${to} AS last_conversion_to`,
    `${to} AS last_conversion_at`,
    `${hourOf(to)} AS last_conversion_hour`,
  ];
}

/**
 * The end of the latest minute before the time in which a conversion of the offer `o` was seen. If only the hour is known,
 * its end.
 */
function lastSeen(at: string): string {
  const hour = `date_trunc('hour', ${at}, 'UTC')`;
  const before = `(1::bigint << extract(minute FROM ${at} AT TIME ZONE 'UTC')::integer) - 1`;
  return `SELECT hour + CASE WHEN past = 0 THEN interval '1 hour'
      -- The highest bit: the position of the first 1 in 64 digits.
      ELSE (65 - position('1' IN past::bit(64)::text)) * interval '1 minute' END AS last_to
    FROM (
      SELECT hour, CASE WHEN hour = ${hour} THEN minutes & (${before}) ELSE minutes END AS past
      FROM history.conversions_seen AS s WHERE s.offer_id = o.offer_id AND hour <= ${hour}
    ) AS hours WHERE hour < ${hour} OR past <> 0 ORDER BY hour DESC LIMIT 1`;
}

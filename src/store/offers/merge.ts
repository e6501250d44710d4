import { instant } from '../sql';
import { OFFER_FIELDS, type FieldColumn } from './fields';

/**
 * The SQL that merges observations into `offers`, built from the table of fields.
 *
 * Each field is a last-writer-wins register, ordered by observation time. `observed_at` is the time of the row's latest
 * observation. `stale` lists the fields that this observation did not contain, each with the time at which the kept
 * value was observed, or null for never. Together they give the observation time of every field, and a merge takes
 * each field from the side that observed it later. If both sides observed it at the same time, the greater value wins.
 * The result therefore does not depend on the order or the number of deliveries.
 *
 * An observation is a row too, with missing fields marked as never observed: `excluded` is the observation, `o` is the
 * row in the table.
 */

const FIELDS = Object.entries(OFFER_FIELDS);

/** The columns of all fields, in the order of the parameters. */
export const FIELD_COLUMNS: FieldColumn[] = FIELDS.flatMap(([, columns]) => columns);

/** Both sides have all fields and the observation is later: the case of nearly every row, and the cheapest. */
const IS_PLAIN = `(o.stale IS NULL AND excluded.stale IS NULL AND o.observed_at < excluded.observed_at)`;

function asOf(side: string, field: string): string {
  return `CASE WHEN ${side}.stale ? '${field}' THEN coalesce((${side}.stale ->> '${field}')::timestamptz, '-infinity') ELSE ${side}.observed_at END`;
}

/** Whether the observation's value of a field wins. */
function isTaken(field: string, columns: FieldColumn[]): string {
  const values = (side: string) =>
    `jsonb_build_array(${columns.map(({ column }) => `${side}.${column}::text`).join(', ')})`;
  return `CASE WHEN (${asOf('excluded', field)}) = (${asOf('o', field)}) THEN ${values('excluded')} > ${values('o')}
    ELSE (${asOf('excluded', field)}) > (${asOf('o', field)}) END`;
}

/** The merged value of a column. */
function merged(field: string, columns: FieldColumn[], column: string): string {
  return `CASE WHEN ${IS_PLAIN} THEN excluded.${column}
    WHEN ${isTaken(field, columns)} THEN excluded.${column} ELSE o.${column} END`;
}

const SET_FIELDS = FIELDS.flatMap(([field, columns]) =>
  columns.map(({ column }) => `${column} = ${merged(field, columns, column)}`),
);

/**
 * The merged row's `stale`: for each field that the later side does not have, the later of the two observation times.
 * A time equal to `observed_at` is left out.
 */
function staleOf(later: string, earlier: string): string {
  return `(SELECT jsonb_object_agg(kept.field, ${instant("nullif(kept.as_of, '-infinity')")})
    FROM (SELECT key AS field, greatest(
      coalesce(value::timestamptz, '-infinity'),
      CASE WHEN ${earlier}.stale ? key THEN coalesce((${earlier}.stale ->> key)::timestamptz, '-infinity')
        ELSE ${earlier}.observed_at END) AS as_of
      FROM jsonb_each_text(${later}.stale)) AS kept
    WHERE kept.as_of < ${later}.observed_at)`;
}

const SET_STALE = `stale = CASE WHEN ${IS_PLAIN} THEN NULL
    WHEN o.observed_at <= excluded.observed_at THEN ${staleOf('excluded', 'o')}
    ELSE ${staleOf('o', 'excluded')} END`;

/**
 * Whether only one side has a conversion, or the age decreased, which only a new conversion causes. Each age is that at
 * the side's own observation time.
 */
const SET_STATUS_UNCONFIRMED = `status_unconfirmed_at = CASE WHEN ${IS_PLAIN} THEN NULL ELSE (
      SELECT second FROM (SELECT CASE WHEN o.observed_at < excluded.observed_at THEN o.observed_at
        WHEN o.observed_at = excluded.observed_at THEN o.status_unconfirmed_at
        ELSE greatest(o.status_unconfirmed_at, excluded.observed_at) END) AS latest (second)
      WHERE second > greatest(${asOf('o', 'status')}, ${asOf('excluded', 'status')})) END`;

/** The fields that count as changed when their values differ. */
const COMPARED_FIELDS = FIELDS.filter(([field]) => field !== 'lastConversion');

function differ(columns: FieldColumn[]): string {
  const row = (side: string) => `ROW(${columns.map(({ column }) => `${side}.${column}`).join(', ')})`;
  return `${row('o')} IS DISTINCT FROM ${row('excluded')}`;
}

const CHANGED_IN_PLAIN = `${differ(COMPARED_FIELDS.flatMap(([, columns]) => columns))}
      OR ${hasNewConversion('excluded.observed_at', 'o.observed_at')}`;

const CHANGED_BY_FIELD = FIELDS.map(([field, columns]) => {
  const isOther =
    field === 'lastConversion'
      ? hasNewConversion(asOf('excluded', field), asOf('o', field))
      : differ(columns);
  return `(${isTaken(field, columns)}) AND ${isOther}`;
}).join('\n      OR ');

/** Whether a value changes. The observation time does not count, nor an age that only grew. */
const IS_CHANGED = `CASE WHEN ${IS_PLAIN} THEN ${CHANGED_IN_PLAIN} ELSE ${CHANGED_BY_FIELD} END`;

const LEAVES_ACTIVE = `o.status = 'Active' AND (${merged('status', OFFER_FIELDS.status, 'status')}) <> 'Active'`;

/**
 * `ON CONFLICT … DO UPDATE SET …` that merges the row `excluded` into the row `o` of `offers`.
 *
 * Rows to which the observation cannot add anything are neither written nor returned.
 */
export const MERGE_ROWS = `ON CONFLICT (offer_id) DO UPDATE SET
    ${SET_FIELDS.join(',\n    ')},
    observed_at = greatest(o.observed_at, excluded.observed_at),
    ${SET_STALE},
    updated_at = CASE WHEN ${IS_CHANGED} THEN statement_timestamp() ELSE o.updated_at END,
    left_active_at = CASE WHEN ${LEAVES_ACTIVE} THEN statement_timestamp() ELSE o.left_active_at END
  WHERE o.observed_at <= excluded.observed_at OR o.stale IS NOT NULL`;

/**
 * `RETURNING …` each row's id and name with `is_new`, `is_changed` (false for new rows) and `is_paused` (the status
 * changed from Active to another).
 *
    ${SET_STATUS_UNCONFIRMED},
 * Derived from the row alone, so it is exact with concurrent merges of the same offer: a row that existed before was
 * locked by this statement (xmax), and the timestamps are those that this statement set.
 */
export const RETURNING_CHANGES = `RETURNING o.offer_id, o.offer_name, o.xmax = 0 AS is_new,
    o.xmax <> 0 AND o.updated_at = statement_timestamp() AS is_changed,
    o.xmax <> 0 AND coalesce(o.left_active_at = statement_timestamp(), false) AS is_paused`;

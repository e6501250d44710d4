import { instant } from '../sql';
import { OFFER_FIELDS, type FieldColumn } from './fields';
import { isNewConversion, isOtherConversion } from './last-conversion';

/**
 * The SQL that merges observations into `offers`, built from the table of fields.
 *
 * Each field is a last-writer-wins register, ordered by observation time. `observed_at` is the time of the row's latest
 * observation. `stale` lists the fields that this observation did not contain, each with the time at which the kept
 * value was observed, or null for never. Together they give the observation time of every field, and a merge takes
 * each field from the side that observed it later. If both sides observed it at the same time, the greater value wins.
 * The result therefore does not depend on the order or the number of deliveries.
 *
 * The width of the last conversion's interval is the exception: only observations that are the field's latest at their
 * delivery narrow it. In every order it contains the moment that the network's ages mean.
 *
 * An observation is a row too, with missing fields marked as never observed: `excluded` is the observation, `o` is the
 * row in the table.
 */

const FIELDS = Object.entries(OFFER_FIELDS);

/** The columns of all fields, in the order of the parameters. */
export const FIELD_COLUMNS: FieldColumn[] = FIELDS.flatMap(([, columns]) => columns);

/** Both sides have all fields and the observation is later: the case of nearly every row, and the cheapest. */
const IS_PLAIN = `(o.stale IS NULL AND excluded.stale IS NULL AND o.observed_at < excluded.observed_at)`;

/** SQL of the time at which the value of a field of the row `side` was observed. */
export function asOf(side: string, field: string): string {
  return `CASE WHEN ${side}.stale ? '${field}' THEN coalesce((${side}.stale ->> '${field}')::timestamptz, '-infinity') ELSE ${side}.observed_at END`;
}

/** Whether the observation's value of a field wins. Columns that depend on earlier observations are not compared. */
function isTaken(field: string, columns: FieldColumn[]): string {
  const stated = columns.filter(({ merged }) => merged === undefined);
  const values = (side: string) =>
    `jsonb_build_array(${stated.map(({ column }) => `${side}.${column}::text`).join(', ')})`;
  return `CASE WHEN (${asOf('excluded', field)}) = (${asOf('o', field)}) THEN ${values('excluded')} > ${values('o')}
    ELSE (${asOf('excluded', field)}) > (${asOf('o', field)}) END`;
}

/** The observation time of the row's value, for a field of which the observation wins. Uses the flag of {@link MERGE_ROWS}. */
function rowAsOf(field: string): string {
  return `CASE WHEN is_plain THEN o.observed_at ELSE ${asOf('o', field)} END`;
}

/** The name of the flag in {@link MERGE_ROWS} that the observation's value of a field wins. */
function takenFlag(field: string): string {
  return `"takes ${field}"`;
}

/** The merged value of a column. */
function merge(field: string, { column, merged }: FieldColumn): string {
  const taken = merged?.(rowAsOf(field)) ?? `excluded.${column}`;
  return `CASE WHEN ${takenFlag(field)} THEN ${taken} ELSE o.${column} END`;
}

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

const STALE = `CASE WHEN is_plain THEN NULL
    WHEN o.observed_at <= excluded.observed_at THEN ${staleOf('excluded', 'o')}
    ELSE ${staleOf('o', 'excluded')} END`;

/**
 * The second latest of the observations that are later than the latest one with a readable status. Null: there are fewer
 * than two, so the status is confirmed. The two latest times are the same in any order of delivery.
 */
const STATUS_UNCONFIRMED_AT = `CASE WHEN is_plain THEN NULL ELSE (
      SELECT second FROM (SELECT CASE WHEN o.observed_at < excluded.observed_at THEN o.observed_at
        WHEN o.observed_at = excluded.observed_at THEN o.status_unconfirmed_at
        ELSE greatest(o.status_unconfirmed_at, excluded.observed_at) END) AS latest (second)
      WHERE second > greatest(${asOf('o', 'status')}, ${asOf('excluded', 'status')})) END`;

function isOtherValue(columns: FieldColumn[]): string {
  return columns.map(({ column }) => `o.${column} IS DISTINCT FROM excluded.${column}`).join(' OR ');
}

/** Whether a value changes. The observation time does not count, nor an age that only grew. */
const IS_CHANGED = FIELDS.map(([field, columns]) => {
  const isOther =
    field === 'lastConversion'
      ? `coalesce(${isOtherConversion(rowAsOf(field))}, false)`
      : isOtherValue(columns);
  return `${takenFlag(field)} AND (${isOther})`;
}).join('\n          OR ');

const IS_PAUSED = `coalesce(${takenFlag('status')} AND o.status = 'Active' AND excluded.status <> 'Active', false)`;

/** Not true for a status that was never readable: the network may always have listed the offer as Active. */
const IS_RESUMED = `coalesce(${takenFlag('status')} AND o.status <> 'Active' AND excluded.status = 'Active', false)`;

const IS_CONVERTED = `coalesce(${takenFlag('lastConversion')} AND ${isNewConversion(rowAsOf('lastConversion'))}, false)`;

/** A field's value in the history, as JSON: of a cap its kind and amount, of any other field its text. */
function historyValue(side: string, columns: FieldColumn[]): string {
  const [value, kind] = columns.map(({ column }) => `${side}.${column}`);
  if (kind === undefined) return `${value}::text`;
  return `CASE WHEN ${kind} IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object('kind', ${kind}, 'amount', ${value})) END`;
}

/** The fields that change for good. The age of the last conversion changes all the time. */
const LASTING_FIELDS = FIELDS.filter(([field]) => field !== 'lastConversion');

/** The old and the new value of each lasting field that changes: `{"status": ["Active", "Paused"]}`. Null: none does. */
const CHANGES = `nullif(jsonb_strip_nulls(jsonb_build_object(${LASTING_FIELDS.map(
  ([field, columns]) => `'${field}', CASE WHEN ${takenFlag(field)} AND (${isOtherValue(columns)})
        THEN jsonb_build_array(${historyValue('o', columns)}, ${historyValue('excluded', columns)}) END`,
).join(',\n      ')})), '{}')`;

/** The columns of `offers` that an INSERT has to set, besides the id and the fields, and their values from `observed_at`. */
export const TIME_COLUMNS = 'observed_at, first_observed_at, updated_at';
export const TIME_VALUES = 'observed_at, observed_at, observed_at';

/** The merged values of all columns. They use the flags of {@link MERGE_ROWS}. */
const MERGED: Record<string, string> = {
  ...Object.fromEntries(
    FIELDS.flatMap(([field, columns]) => columns.map((column) => [column.column, merge(field, column)])),
  ),
  observed_at: 'greatest(o.observed_at, excluded.observed_at)',
  stale: STALE,
  status_unconfirmed_at: STATUS_UNCONFIRMED_AT,
  first_observed_at: 'least(o.first_observed_at, excluded.observed_at)',
  updated_at: 'CASE WHEN is_changed THEN greatest(o.updated_at, excluded.observed_at) ELSE o.updated_at END',
  left_active_at:
    'CASE WHEN is_paused THEN greatest(o.left_active_at, excluded.observed_at) ELSE o.left_active_at END',
  last_merge_changed: 'is_changed',
  last_merge_paused: 'is_paused',
  last_merge_resumed: 'is_resumed',
  last_merge_converted: 'is_converted',
  last_merge_changes: `CASE WHEN is_changed THEN ${CHANGES} END`,
};

/**
 * `ON CONFLICT … DO UPDATE SET …` that merges the row `excluded` into the row `o` of `offers`.
 *
 * Rows to which the observation cannot add anything are neither written nor returned. `OFFSET 0` prevents that the planner
 * copies each flag's expression to every place that uses it.
 */
export const MERGE_ROWS = `ON CONFLICT (offer_id) DO UPDATE SET
    (${Object.keys(MERGED).join(', ')}) = (
      SELECT ${Object.values(MERGED).join(',\n        ')}
      FROM (SELECT *, ${IS_CHANGED} AS is_changed,
          ${IS_PAUSED} AS is_paused,
          ${IS_RESUMED} AS is_resumed,
          ${IS_CONVERTED} AS is_converted
        FROM (SELECT is_plain,
            ${FIELDS.map(([field, columns]) => `is_plain OR ${isTaken(field, columns)} AS ${takenFlag(field)}`).join(',\n            ')}
          FROM (SELECT ${IS_PLAIN} AS is_plain OFFSET 0) AS sides OFFSET 0) AS fields OFFSET 0) AS merge)
  WHERE o.observed_at <= excluded.observed_at OR o.stale IS NOT NULL OR excluded.observed_at < o.first_observed_at`;

/**
 * `RETURNING …` each row's id and name with `is_new`, `is_changed` (false for new rows), `is_paused` (the status changed
 * from Active to another), `is_resumed` (it changed to Active from another), `changes` (the old and new values of the
 * lasting fields that changed; null for new rows), `is_converted` (a conversion was seen for the first time) and the
 * interval of the last conversion.
 *
 * Exact with concurrent merges of the same offer: a row that existed before was locked by this statement (xmax), and
 * each merge writes its own result into the row.
 */
export const RETURNING_CHANGES = `RETURNING o.offer_id, o.offer_name, o.xmax = 0 AS is_new,
    o.xmax <> 0 AND o.last_merge_changed AS is_changed, o.xmax <> 0 AND o.last_merge_paused AS is_paused,
    o.xmax <> 0 AND o.last_merge_resumed AS is_resumed,
    CASE WHEN o.xmax <> 0 THEN o.last_merge_changes END AS changes,
    CASE WHEN o.xmax = 0 THEN o.last_conversion_to IS NOT NULL ELSE o.last_merge_converted END AS is_converted,
    o.last_conversion_from, o.last_conversion_to`;

import { instant } from '../sql';
import { OFFER_FIELDS, type FieldColumn } from './fields';

/**
 * The SQL that merges observations into `offers`, made from the table of fields.
 *
 * Each field of a row is a register that the latest observation to say it wins. `observed_at` is when the row was
 * last observed; `stale` names the fields that this observation did not say, each with the instant as of which the
 * kept value was observed, null for never. So a row is known as of some instant in each of its fields, and merging
 * two rows takes each field from the one that knows it as of later. This gives the same row in whatever order and
 * however often observations arrive. Of two that were asked at the very same instant and differ, the greater value
 * is taken, for the same reason.
 *
 * An observation is a row like any other, with the fields that it does not say marked as never observed; that is
 * what PostgreSQL calls `excluded`, against the row `o` that the table has.
 */

const FIELDS = Object.entries(OFFER_FIELDS);

/** All columns that fields fill, in the order in which they are sent. */
export const FIELD_COLUMNS: FieldColumn[] = FIELDS.flatMap(([, columns]) => columns);

/** Both sides say everything, and the observation is the later: the case of nearly every row. */
const IS_PLAIN = `(o.stale IS NULL AND excluded.stale IS NULL AND o.observed_at < excluded.observed_at)`;

function asOf(side: string, field: string): string {
  return `CASE WHEN ${side}.stale ? '${field}' THEN coalesce((${side}.stale ->> '${field}')::timestamptz, '-infinity') ELSE ${side}.observed_at END`;
}

/** Whether the observation's value of a field is to be taken. */
function isTaken(field: string, columns: FieldColumn[]): string {
  const values = (side: string) =>
    `jsonb_build_array(${columns.map(({ column }) => `${side}.${column}::text`).join(', ')})`;
  return `CASE WHEN (${asOf('excluded', field)}) = (${asOf('o', field)}) THEN ${values('excluded')} > ${values('o')}
    ELSE (${asOf('excluded', field)}) > (${asOf('o', field)}) END`;
}

/** What a column of a field becomes. */
function merged(field: string, columns: FieldColumn[], column: string): string {
  return `CASE WHEN ${IS_PLAIN} THEN excluded.${column}
    WHEN ${isTaken(field, columns)} THEN excluded.${column} ELSE o.${column} END`;
}

const SET_FIELDS = FIELDS.flatMap(([field, columns]) =>
  columns.map(({ column }) => `${column} = ${merged(field, columns, column)}`),
);

/**
 * What the merged row does not know as of its `observed_at`: of what the later side does not say, the later of the
 * two instants.
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
 * Whether the age of the last conversion became less, which only a new conversion does, or there is one on one side
 * alone. The ages are those at the instants as of which each side knows it.
 */
function hasNewConversion(excludedAsOf: string, oAsOf: string): string {
  return `((o.last_conversion_at IS NULL) <> (excluded.last_conversion_at IS NULL)
      OR (${excludedAsOf}) - excluded.last_conversion_at < (${oAsOf}) - o.last_conversion_at)`;
}

/** The values that count as changed when they differ. */
const LASTING = FIELDS.filter(([field]) => field !== 'lastConversion');

function differ(columns: FieldColumn[]): string {
  const row = (side: string) => `ROW(${columns.map(({ column }) => `${side}.${column}`).join(', ')})`;
  return `${row('o')} IS DISTINCT FROM ${row('excluded')}`;
}

const CHANGED_IN_PLAIN = `${differ(LASTING.flatMap(([, columns]) => columns))}
      OR ${hasNewConversion('excluded.observed_at', 'o.observed_at')}`;

const CHANGED_BY_FIELD = FIELDS.map(([field, columns]) => {
  const isOther =
    field === 'lastConversion'
      ? hasNewConversion(asOf('excluded', field), asOf('o', field))
      : differ(columns);
  return `(${isTaken(field, columns)}) AND ${isOther}`;
}).join('\n      OR ');

/** Whether a value changes: not the time of the observation, and not an age that only grew. */
const IS_CHANGED = `CASE WHEN ${IS_PLAIN} THEN ${CHANGED_IN_PLAIN} ELSE ${CHANGED_BY_FIELD} END`;

const LEAVES_ACTIVE = `o.status = 'Active' AND (${merged('status', OFFER_FIELDS.status, 'status')}) <> 'Active'`;

/**
 * `ON CONFLICT … DO UPDATE SET …` that merges the row `excluded` into the row `o` of `offers`.
 *
 * An observation that can add nothing to a row leaves it untouched, and does not return it.
 */
export const MERGE_ROWS = `ON CONFLICT (offer_id) DO UPDATE SET
    ${SET_FIELDS.join(',\n    ')},
    observed_at = greatest(o.observed_at, excluded.observed_at),
    ${SET_STALE},
    updated_at = CASE WHEN ${IS_CHANGED} THEN statement_timestamp() ELSE o.updated_at END,
    left_active_at = CASE WHEN ${LEAVES_ACTIVE} THEN statement_timestamp() ELSE o.left_active_at END
  WHERE o.observed_at <= excluded.observed_at OR o.stale IS NOT NULL`;

/**
 * `RETURNING …` each row's id and name, and what became of it: `is_new`, `is_changed` (not for a new one), `is_paused` (it was Active and
 * is not any more).
 *
 * Told by the row alone, so it is exact however many merge the same offer at once: a row that was there before has
 * been locked by us (xmax), and the times are those that this very statement set.
 */
export const RETURNING_CHANGES = `RETURNING o.offer_id, o.offer_name, o.xmax = 0 AS is_new,
    o.xmax <> 0 AND o.updated_at = statement_timestamp() AS is_changed,
    o.xmax <> 0 AND coalesce(o.left_active_at = statement_timestamp(), false) AS is_paused`;

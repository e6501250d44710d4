import { OFFER_FIELDS, type FieldColumn } from './offer-fields';

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

/** The text by which kept instants are written in `stale`; compared as instants. */
const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

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

const SET_FIELDS = FIELDS.flatMap(([field, columns]) =>
  columns.map(
    ({ column }) => `${column} = CASE WHEN ${IS_PLAIN} THEN excluded.${column}
    WHEN ${isTaken(field, columns)} THEN excluded.${column} ELSE o.${column} END`,
  ),
);

/**
 * What the merged row does not know as of its `observed_at`: of what the later side does not say, the later of the
 * two instants.
 */
function staleOf(later: string, earlier: string): string {
  return `(SELECT jsonb_object_agg(kept.field, to_char(nullif(kept.as_of, '-infinity') AT TIME ZONE 'UTC', ${INSTANT}))
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

/** Whether the age of the last conversion became less, which only a new conversion does. Ages of two rows that say it. */
const HAS_NEW_CONVERSION = `((o.last_conversion_at IS NULL) <> (excluded.last_conversion_at IS NULL)
      OR excluded.observed_at - excluded.last_conversion_at < o.observed_at - o.last_conversion_at)`;

const PLAIN_COLUMNS = FIELDS.filter(([field]) => field !== 'lastConversion').flatMap(([, columns]) =>
  columns.map(({ column }) => column),
);

/** Whether a value changes: not the time of the observation, and not an age that only grew. */
const IS_CHANGED = `CASE WHEN ${IS_PLAIN}
    THEN ROW(${PLAIN_COLUMNS.map((column) => `o.${column}`).join(', ')})
      IS DISTINCT FROM ROW(${PLAIN_COLUMNS.map((column) => `excluded.${column}`).join(', ')})
      OR ${HAS_NEW_CONVERSION}
    ELSE ${FIELDS.map(
      ([field, columns]) =>
        `(${isTaken(field, columns)}) AND o.${columns[0]!.column} IS DISTINCT FROM excluded.${columns[0]!.column}`,
    ).join('\n      OR ')} END`;

/** `DO UPDATE SET …` that merges the row `excluded` into the row `o` of `offers`. */
export const MERGE_ROWS = `DO UPDATE SET
    ${SET_FIELDS.join(',\n    ')},
    observed_at = greatest(o.observed_at, excluded.observed_at),
    ${SET_STALE},
    updated_at = CASE WHEN ${IS_CHANGED} THEN statement_timestamp() ELSE o.updated_at END
  WHERE o.observed_at <= excluded.observed_at OR o.stale IS NOT NULL`;

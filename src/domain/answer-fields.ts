// Whether the rows of the network still have the fields that this project reads. Fields have the network's own names.

/** How many rows lack a field (null is not lacking), and in how many its value could not be read. */
export interface FieldCounts {
  missing: number;
  unreadable: number;
}

/** The shares of rows, 0 to 1, in which a field is usually missing and usually unreadable. */
export interface UsualShares {
  missing: number;
  unreadable: number;
}

/** What the rows of one run show about one field. */
export interface FieldFacts extends FieldCounts {
  field: string;
  /** Rows in the run's answers. */
  rows: number;
  usual: UsualShares;
}

/** No row can be used without its id. The ConversionList is computed from the other two. */
const REQUIRED_FIELDS: readonly string[] = ['offer_id', 'status', 'last_conv'];

/** More rows than usual have to be affected by at least this number: fewer show nothing about the network's format. */
const MIN_ROWS = 10;

/** A single offer may have an odd value. Above this share of rows, the format of the network has changed. */
const MAX_SHARE = 0.1;

/**
 * The usual shares of a field before any run: nothing is unreadable, the required fields (`offer_id`, `status`,
 * `last_conv`) are in every row, and the network need not have the others.
 */
export function initialUsualShares(field: string): UsualShares {
  return { missing: REQUIRED_FIELDS.includes(field) ? 0 : 1, unreadable: 0 };
}

/**
 * Describes in one sentence what is wrong with a field in the answers of a run. Null: nothing.
 *
 * A field is wrong if it is missing or unreadable in at least 10 rows more than usual, and these are more than 10 % of
 * the rows. A field that usually is missing in more than 10 % of the rows is wrong only if it is in none: the network
 * leaves out empty values, and how many are empty depends on the offers.
 */
export function describeFieldProblem({ field, rows, usual, ...counts }: FieldFacts): string | null {
  const state = (['missing', 'unreadable'] as const).find((name) => {
    const excess = counts[name] - usual[name] * rows;
    if (excess < MIN_ROWS) return false;
    if (name === 'missing' && usual.missing > MAX_SHARE) return counts.missing === rows;
    return excess / rows > MAX_SHARE;
  });
  if (state === undefined) return null;
  const usually = `usually in ${Math.round(usual[state] * 100)} %`;
  return `the field ${field} is ${state} in ${counts[state]} of ${rows} rows, ${usually}`;
}

/**
 * The usual shares after a run without a problem in the field. A run can only show that a field is in more rows than was
 * known: a slow decrease must not become usual. Ten rows are added, so that a few rows do not show what is usual for many.
 * The unreadable share stays.
 */
export function learnUsualShares({ rows, missing, usual }: FieldFacts): UsualShares {
  return { ...usual, missing: Math.min(usual.missing, (missing + MIN_ROWS) / rows) };
}

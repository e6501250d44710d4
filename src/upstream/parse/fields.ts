import type { FieldCounts } from '../../domain/answer-fields';
import { isObject } from './is-object';
import { toRawText } from './raw-text';
import { WIRE_FIELDS, type ParsedRow } from './row';
import type { TokenDetector } from './token-echo';

/** What the rows of an answer show about the network's fields. */
export interface AnswerFields {
  /** Every field that this project reads, by the network's own name. */
  fields: Record<string, FieldCounts>;
  /** A row with the names of its fields, as JSON text with shortened values. Null: no field is missing in every row. */
  sampleRow: string | null;
}

/** Further fields of a sample are left out. */
const MAX_SAMPLE_FIELDS = 50;

/** Longer names and values in a sample are cut, in characters. */
const MAX_SAMPLE_LENGTH = 40;

/**
 * Counts the fields that are missing or unreadable in the rows of an answer. If a field is in none of them, keeps a
 * sample of a row, in which each value that contains the token is withheld.
 */
export function countFields(
  rows: readonly unknown[],
  parsedRows: readonly ParsedRow[],
  containsToken: TokenDetector,
): AnswerFields {
  const fields: Record<string, FieldCounts> = {};
  for (const name of WIRE_FIELDS) {
    const counts = { missing: 0, unreadable: 0 };
    parsedRows.forEach(({ rejected }, index) => {
      if (valueOf(rows[index], name) === undefined) counts.missing += 1;
      // A row that is rejected as a whole has no usable id.
      else if (rejected.some(({ field }) => (field ?? 'offer_id') === name)) counts.unreadable += 1;
    });
    fields[name] = counts;
  }
  const hasMissingField = Object.values(fields).some(({ missing }) => missing === rows.length);
  const sample = hasMissingField ? rows.find(isObject) : undefined;
  return { fields, sampleRow: sample === undefined ? null : toSample(sample, containsToken) };
}

/** Adds up the counts of several answers, and keeps the first sample. */
export function mergeFields(answers: readonly AnswerFields[]): AnswerFields {
  const fields: Record<string, FieldCounts> = {};
  for (const [name, { missing, unreadable }] of answers.flatMap((answer) => Object.entries(answer.fields))) {
    const counts = (fields[name] ??= { missing: 0, unreadable: 0 });
    counts.missing += missing;
    counts.unreadable += unreadable;
  }
  return { fields, sampleRow: answers.find(({ sampleRow }) => sampleRow !== null)?.sampleRow ?? null };
}

function toSample(row: object, containsToken: TokenDetector): string {
  // Each text is searched for the token before it is cut: a part of the token would not be found.
  const shorten = (value: unknown): unknown => {
    if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
    const text = toRawText(value, containsToken).replace(/^"|"$/g, '');
    return [...text].slice(0, MAX_SAMPLE_LENGTH).join('');
  };
  const entries = Object.entries(row).slice(0, MAX_SAMPLE_FIELDS);
  const sample = entries.map(([name, value]) => [shorten(name), shorten(value)]);
  return toRawText(Object.fromEntries(sample), containsToken);
}

function valueOf(row: unknown, name: string): unknown {
  return isObject(row) ? row[name] : undefined;
}

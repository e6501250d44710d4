import { orTimeout } from '../../../async/timeout';
import { formatQuantity } from '../../../format/numbers';
import type { AnswerFieldRecord } from '../../../store';
import type { Service } from '../../service/open';
import type { Finding } from './checks';

/** A database that has not answered within this time is left out: its own check reports it. */
const TIMEOUT_MS = 5_000;

/**
 * Check that the rows in the answers of the last HIGH and FULL had the fields that the mirror needs. Undefined: the
 * database cannot be read.
 */
export async function checkAnswers({ store }: Service): Promise<Finding | undefined> {
  const read = await orTimeout(
    Promise.all([store.readAnswerFields(), store.countUnconfirmed()]),
    TIMEOUT_MS,
  ).catch(() => undefined);
  if (read === undefined) return undefined;
  const [fields, unconfirmed] = read;
  const problems = [
    ...fields.filter(({ problem }) => problem !== null).map(describeProblem),
    ...(unconfirmed === 0
      ? []
      : [`${formatQuantity(unconfirmed, 'Active offer')} had no readable status twice in a row`]),
  ];
  if (problems.length > 0) {
    const advice = 'See "A field is missing or unreadable" in docs/operating.md.';
    return { state: 'wrong', found: problems.join('; '), advice };
  }
  const kinds = [...new Set(fields.map(({ kind }) => kind.toUpperCase()))].join(' and the last ');
  return {
    state: 'fine',
    found: kinds === '' ? 'none yet' : `all fields of the last ${kinds} were readable`,
    advice: null,
  };
}

function describeProblem({ kind, problem, missing, rows, sampleRow }: AnswerFieldRecord): string {
  const sample = missing === rows && sampleRow !== null ? `, as in the row ${sampleRow}` : '';
  return `last ${kind.toUpperCase()}: ${problem}${sample}`;
}

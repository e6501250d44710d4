import { formatQuantity } from '../../../format/numbers';
import type { AnswerFieldRecord } from '../../../store';
import type { Service } from '../../service/open';
import { fine, type Finding, readOrSkip, wrong } from './finding';

/**
 * Check that the rows in the answers of the last HIGH and FULL had the fields that the mirror needs. Undefined: the
 * database cannot be read.
 */
export async function checkAnswers({ store }: Service): Promise<Finding | undefined> {
  const read = await readOrSkip(Promise.all([store.readAnswerFields(), store.countUnconfirmed()]));
  if (read === undefined) return undefined;
  const [fields, unconfirmed] = read;
  const problems = [
    ...fields.filter(({ problem }) => problem !== null).map(describeProblem),
    ...(unconfirmed === 0
      ? []
      : [`${formatQuantity(unconfirmed, 'Active offer')} had no readable status twice in a row`]),
  ];
  if (problems.length > 0) {
    return wrong(problems.join('; '), 'See "A field is missing or unreadable" in docs/operating.md.');
  }
  const kinds = [...new Set(fields.map(({ kind }) => kind.toUpperCase()))].join(' and the last ');
  return fine(kinds === '' ? 'none yet' : `all fields of the last ${kinds} were readable`);
}

function describeProblem({ kind, problem, missing, rows, sampleRow }: AnswerFieldRecord): string {
  const sample = missing === rows && sampleRow !== null ? `, as in the row ${sampleRow}` : '';
  return `last ${kind.toUpperCase()}: ${problem}${sample}`;
}

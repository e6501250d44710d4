export { InvalidCursorError } from './cursor';

/** SQLSTATE classes in which the database, not the question, is at fault: connection, resources, an operator's stop. */
const CLASSES_OF_ABSENCE = ['08', '53', '57'];

/** Node's codes for a server that is not there, and Prisma's for the same. */
const CODES_OF_ABSENCE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
]);

/** What `pg` says without a code: of a connection that ended, and of a server that did not answer in time. */
const WORDS_OF_ABSENCE =
  /^(Connection terminated|timeout e|Client has encountered a connection error|Query read timeout)/;

/** Whether an error means that the database cannot be reached or does not serve now: another try may succeed. */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause, errors } = error as Record<string, unknown>;
  if (
    typeof code === 'string' &&
    (CODES_OF_ABSENCE.has(code) || CLASSES_OF_ABSENCE.includes(code.slice(0, 2)))
  ) {
    return true;
  }
  // pg has no code for these; its own text is the only sign.
  if (typeof message === 'string' && WORDS_OF_ABSENCE.test(message)) return true;
  return isDatabaseAway(cause) || (Array.isArray(errors) && errors.some(isDatabaseAway));
}

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

/** PostgreSQL's code for a file that cannot grow. */
const DISK_FULL = '53100';

/** Whether an error means that the database has no room left on its disk: another try may succeed once there is some. */
export function isDatabaseFull(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DISK_FULL;
}

/**
 * Whether an error means that the database cannot be reached or does not serve now: another try may succeed.
 *
 * Prisma has codes of its own, and for most of PostgreSQL's only one that says nothing; the driver's lies within.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause, errors, meta, originalCode } = error as Record<string, unknown>;
  if (isCodeOfAbsence(code) || isCodeOfAbsence(originalCode)) return true;
  // pg has no code for these; its own text is the only sign.
  if (typeof message === 'string' && WORDS_OF_ABSENCE.test(message)) return true;
  const { driverAdapterError } = (meta ?? {}) as Record<string, unknown>;
  const within = [cause, driverAdapterError, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return within.some(isDatabaseUnavailable);
}

function isCodeOfAbsence(code: unknown): boolean {
  if (typeof code !== 'string') return false;
  return CODES_OF_ABSENCE.has(code) || CLASSES_OF_ABSENCE.includes(code.slice(0, 2));
}

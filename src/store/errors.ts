/** What an error of the store means for a retry. */
export type StoreOutcome = 'wrong_mirror' | 'newer_schema' | 'clock_behind' | 'too_old';

/** An error that the store itself detects. Its message is a sentence without any secret. */
export class StoreError extends Error {
  override name = 'StoreError';
  constructor(
    readonly outcome: StoreOutcome,
    message: string,
  ) {
    super(message);
  }
}

/** SQLSTATE classes of failures of the database itself: connection, resources, operator intervention. */
const UNAVAILABLE_CLASSES = ['08', '53', '57'];

/** Codes of Node for a server that cannot be reached. */
const UNAVAILABLE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT']);

/** Messages of `pg` for a connection that ended and for a client-side timeout: these errors have no code. */
const UNAVAILABLE_MESSAGE =
  /^(Connection terminated|timeout e|Client has encountered a connection error|Query read timeout)/;

/** SQLSTATE `disk_full`. */
const DISK_FULL = '53100';

/** Whether the database's disk is full. A retry can succeed once space was freed. */
export function isDatabaseFull(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DISK_FULL;
}

/**
 * Whether the database cannot be reached or refuses to serve at the moment. A retry can succeed. The error may be the cause of
 * another one, or one of several.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (error instanceof StoreError) return error.outcome === 'wrong_mirror';
  const { code, message, cause, errors } = error as Record<string, unknown>;
  if (isUnavailableCode(code)) return true;
  if (typeof message === 'string' && UNAVAILABLE_MESSAGE.test(message)) return true;
  return [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])].some(isDatabaseUnavailable);
}

function isUnavailableCode(code: unknown): boolean {
  if (typeof code !== 'string') return false;
  return UNAVAILABLE_CODES.has(code) || UNAVAILABLE_CLASSES.includes(code.slice(0, 2));
}

/** A cursor or position that the list did not create. */
export class InvalidCursorError extends Error {
  override name = 'InvalidCursorError';
  constructor(message = 'The cursor is not from this list. Leave it out to start from the beginning.') {
    super(message);
  }
}

type Part = string | null;

/** Encodes the position after a page's last row as an opaque string. */
export function writeCursor(parts: Part[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * Decodes a cursor of {@link writeCursor}.
 *
 * @throws {InvalidCursorError} unless it holds exactly `length` strings or nulls.
 */
export function readCursor(cursor: string, length: number): Part[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursorError();
  }
  const isPart = (part: unknown) => part === null || (typeof part === 'string' && !part.includes('\0'));
  if (!Array.isArray(parts) || parts.length !== length || !parts.every(isPart))
    throw new InvalidCursorError();
  return parts as Part[];
}

/** Whether a text is an `Instant` that PostgreSQL accepts: it has no year 0 and no 30th of February. */
export function isInstant(text: string): boolean {
  const [, day] = /^((?!0000)\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d\.\d{6}Z$/.exec(text) ?? [];
  const time = Date.parse(text);
  return day !== undefined && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

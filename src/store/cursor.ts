/** A cursor that was not given out by the list that it is handed to. */
export class InvalidCursorError extends Error {
  override name = 'InvalidCursorError';
  constructor() {
    super('The cursor is not one that this list gave out. Leave it out to start from the beginning.');
  }
}

type Part = string | null;

/** Make an opaque text of where a list goes on. */
export function writeCursor(parts: Part[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * Read what {@link writeCursor} wrote.
 *
 * @throws {InvalidCursorError} if that is not so many texts or nulls.
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

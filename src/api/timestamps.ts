import { Type } from '@sinclair/typebox';
import { HttpError } from './plugins/problems';

/**
 * The schema of a time that a caller states: a date, or a date and a time, of 1900 to 2099. Pass the text to
 * {@link assertTimestamp}: the schema accepts the 30th of February.
 */
export function callerTime(description: string) {
  return Type.String({
    pattern: '^(19|20)\\d\\d-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?Z)?$',
    description: `${description} ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z.`,
  });
}

/**
 * Checks a text of {@link callerTime}. Undefined is not given, and accepted.
 *
 * @throws {HttpError} 400 that names the field, such as `querystring/since`.
 */
export function assertTimestamp(text: string | undefined, field: string): void {
  if (text === undefined) return;
  const time = Date.parse(text);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text.slice(0, 10)))
    throw new HttpError(400, `${field} is not a valid time`);
}

import { Type } from '@sinclair/typebox';
import { HttpError } from './plugins/problems';

/**
 * The schema of a time that a caller states: a date, or a date and a time, of 1900 to 2099. Pass the text to
 * {@link readTimestamp}: the schema accepts the 30th of February.
 */
export function callerTime(description: string) {
  return Type.String({
    pattern: '^(19|20)\\d\\d-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?Z)?$',
    description: `${description} ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z.`,
  });
}

/**
 * Reads a text of {@link callerTime}. Returns it with the time zone: PostgreSQL would take a date alone as one of the
 * session's time zone.
 *
 * @throws {HttpError} 400 that names the field, such as `querystring/since`, unless it is a time.
 */
export function readTimestamp(text: string, field: string): string {
  const time = Date.parse(text);
  const isTime = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
  if (!isTime) throw new HttpError(400, `${field} is not a valid time`);
  return text.includes('T') ? text : `${text}T00:00:00Z`;
}

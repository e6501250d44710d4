/** SQL that writes a timestamptz as an `Instant`, whatever time zone the session is in. */
export function instant(sql: string): string {
  return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

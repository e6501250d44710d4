/** SQL that formats a timestamptz as an `Instant`, independent of the session's time zone. */
export function instant(sql: string): string {
  return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** Format a time (ISO 8601) of this machine's time zone: `2026-01-05 14:10:07`. */
export function formatLocalTime(instant: string): string {
  const time = new Date(instant);
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return `${date.map((part) => String(part).padStart(2, '0')).join('-')} ${formatTimeOfDay(instant)}`;
}

/** Format the time of day, in this machine's time zone: `14:10:07`. */
export function formatTimeOfDay(time: string | number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

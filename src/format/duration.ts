const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** Parse a duration such as `90s`, `2m`, `1.5h` or `30d` to milliseconds. Undefined: not a duration, or zero. */
export function parseDuration(text: string): number | undefined {
  const [, amount, name] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const unitMs = UNITS.find(([unit]) => unit === name)?.[1] ?? 0;
  const durationMs = Number(amount) * unitMs;
  return durationMs > 0 && Number.isFinite(durationMs) ? durationMs : undefined;
}

/** Format a duration as the settings write it, exactly, in the largest unit that fits: `2m`, `90s`, `36h`. */
export function formatDuration(durationMs: number): string {
  const [unit, unitMs] = UNITS.find(([, ms]) => durationMs >= ms && durationMs % ms === 0) ?? ['ms', 1];
  return `${durationMs / unitMs}${unit}`;
}

/** Format how long something took: `0.4 s`, `12 s`, `3 min 5 s`, `1 d 4 h`. */
export function formatElapsed(elapsedMs: number): string {
  return elapsedMs < 9_950
    ? `${(elapsedMs / 1_000).toFixed(1)} s`
    : formatAge(Math.round(elapsedMs / 1_000) * 1_000);
}

/** Format an age or a remaining time in its two largest units: `4 s`, `3 min 5 s`, `2 h`, `1 d 4 h`. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return twoUnits(seconds, 60, 'min', 's');
  if (seconds < 86_400) return twoUnits(Math.floor(seconds / 60), 60, 'h', 'min');
  return twoUnits(Math.floor(seconds / 3_600), 24, 'd', 'h');
}

function twoUnits(amount: number, perUnit: number, unit: string, smallerUnit: string): string {
  const rest = amount % perUnit;
  return `${Math.floor(amount / perUnit)} ${unit}${rest === 0 ? '' : ` ${rest} ${smallerUnit}`}`;
}

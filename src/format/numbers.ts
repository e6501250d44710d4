/** `12,345`. */
export function formatCount(number: number): string {
  return number.toLocaleString('en');
}

/** `1 offer`, `2 offers`. */
export function pluralize(number: number, thing: string): string {
  return `${formatCount(number)} ${thing}${number === 1 ? '' : 's'}`;
}

/** A time that was taken: `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatElapsed(ms: number): string {
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const whole = Math.round(ms / 1_000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const UNITS = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
] as const;

/** A span in its largest unit: `40 s`, `3 min`, `5 h`, `2 d`. */
export function formatAge(ofSeconds: number): string {
  const unit = UNITS.find((candidate) => ofSeconds >= candidate.seconds);
  return unit === undefined
    ? `${Math.max(0, Math.floor(ofSeconds))} s`
    : `${Math.floor(ofSeconds / unit.seconds)} ${unit.name}`;
}

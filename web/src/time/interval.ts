const UNITS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** The seconds of an interval as the API writes it: `2m`, `1h30m`. Undefined: it is not one. */
export function readInterval(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  if (parts.map(([part]) => part).join('') !== text || parts.length === 0) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS], 0);
}

import type { Schemas } from '../../../api';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** The seconds of a duration of the API, such as `2m` or `1h30m`. Undefined: it is none. */
export function parseEvery(every: string): number | undefined {
  const parts = [...every.matchAll(/(\d+)([smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== every) return undefined;
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
}

/** Which runs ask the network for an offer. `none`: a FULL sees it when it is Active again. */
export function askedBy({
  inHigh,
  status,
}: Pick<Schemas['Offer'], 'inHigh' | 'status'>): 'high' | 'full' | 'none' {
  if (inHigh === true) return 'high';
  return status === 'Active' ? 'full' : 'none';
}

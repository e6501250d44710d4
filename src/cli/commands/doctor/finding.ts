import { orTimeout } from '../../../async/timeout';

/** The result of one check. */
export interface Finding {
  /** `away`: a server cannot be reached, or cannot answer now. `wrong`: the settings or the setup must be changed. */
  state: 'fine' | 'away' | 'wrong';
  found: string;
  /** What to do; null: nothing. */
  advice: string | null;
}

/** A server that has not answered within this time counts as unreachable. */
export const TIMEOUT_MS = 5_000;

export const GRPC = { notFound: 5, permissionDenied: 7, unauthenticated: 16 };

/** The finding of a check that has nothing to report. */
export function fine(found: string): Finding {
  return { state: 'fine', found, advice: null };
}

/** The finding that something must be changed. */
export function wrong(found: string, advice: string): Finding {
  return { state: 'wrong', found, advice };
}

/** The finding that a server does not answer. */
export function unreachable(location: string, advice: string): Finding {
  return { state: 'away', found: `${location} cannot be reached`, advice };
}

/** What a check needs to read. Undefined: its server does not answer, which another check reports. */
export function readOrSkip<T>(read: Promise<T>): Promise<T | undefined> {
  return orTimeout(read, TIMEOUT_MS).catch(() => undefined);
}

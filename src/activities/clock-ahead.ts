import type { Instant } from '../domain/offer';
import type { Store } from '../store';

/** A moment by the clock of the database. */
export interface Moment {
  /** Not later than it is there. */
  at: Instant;
  /** The same moment or an earlier one, in milliseconds of this process's own clock. */
  sinceMs: number;
}

interface Reading extends Moment {
  receivedMs: number;
}

/** A reading is used for this long, in milliseconds: the clock of this process stops while the machine is suspended. */
const USED_FOR_MS = 1_000;

/**
 * Reads the clock of the database at once, and returns a function for the present moment. Up to a second later it needs
 * no further query, so that a request that gets its permit is sent without waiting for one. It throws what `readClock`
 * throws.
 */
export function readClockAhead(store: Pick<Store, 'readClock'>): () => Promise<Moment> {
  let settledMs = Infinity;
  const settle = () => (settledMs = performance.now());
  const ahead = readMoment(store);
  ahead.then(settle, settle);

  return async () => {
    const isUsable = performance.now() - settledMs < USED_FOR_MS;
    const { at, sinceMs, receivedMs } = await (isUsable ? ahead : readMoment(store));
    // The database has read its clock before the answer was received, so the result is not too late.
    const passedMs = Math.floor(performance.now() - receivedMs);
    return { at: addMilliseconds(at, passedMs), sinceMs: sinceMs + passedMs };
  };
}

async function readMoment({ readClock }: Pick<Store, 'readClock'>): Promise<Reading> {
  const sinceMs = performance.now();
  const at = await readClock();
  return { at, sinceMs, receivedMs: performance.now() };
}

/** Keeps the microseconds, which a `Date` does not have. */
function addMilliseconds(at: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(at) + milliseconds).toISOString().slice(0, -1) + at.slice(-4);
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Instant } from '../domain/offer';
import type { Store } from '../store/store';

/** In which line requests wait for their turn, and how many go out a second; 0: they do not wait. */
export interface Turns {
  queue: string;
  requestsPerSecond: number;
}

/**
 * Wait for the turn of one request to the network, and read the moment at which it is asked from the database's clock.
 *
 * The queue's rate limit on the Temporal server bounds how many requests there are, but after each rest it lets as
 * many as it allows a second go out at once; the turns, which all workers share, space them.
 */
export async function awaitTurn(store: Store, turns: Turns, signal: AbortSignal): Promise<Instant> {
  if (turns.requestsPerSecond > 0) {
    const waitMs = await store.takeTurn(turns.queue, turns.requestsPerSecond);
    if (waitMs > 0) await wait(waitMs, undefined, { signal });
  }
  return store.readClock();
}

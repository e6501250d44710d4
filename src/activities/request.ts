import { setTimeout as wait } from 'node:timers/promises';
import type { Instant } from '../domain/offer';
import type { Store } from '../store';
import type { Upstream } from '../upstream';
import type { Lanes } from './lanes';

/** When the requests of a queue go out. */
export interface Turns {
  queue: string;
  /** Of all workers together; 0: as many as there are lanes for. */
  requestsPerSecond: number;
  /** How many of this worker are open at once. */
  lanes: Lanes;
}

/**
 * Ask the network once it is this request's turn; what it answered, and the moment at which it was asked, by the
 * database's clock.
 *
 * The lane is free again as soon as the answer is there. Whoever stores an answer and reports to the server does so
 * while the next request is on its way.
 *
 * The queue's rate limit on the Temporal server bounds how many requests there are, but after each rest it lets as
 * many as it allows a second go out at once; the turns, which all workers share, space them. None is taken while the
 * network wants to be left alone. A question that needs more than one request is handed the way to take a turn for each
 * of the others.
 */
export function askInTurn<T>(
  { upstream, store, turns }: { upstream: Upstream; store: Store; turns: Turns },
  signal: AbortSignal,
  ask: (takeTurn: () => Promise<void>) => Promise<T>,
): Promise<{ answer: T; observedAt: Instant }> {
  const takeTurn = async () => {
    if (turns.requestsPerSecond === 0) return;
    const waitMs = await store.takeTurn(turns.queue, turns.requestsPerSecond);
    if (waitMs > 0) await wait(waitMs, undefined, { signal });
  };
  return turns.lanes.run(signal, async () => {
    upstream.requireNotQuiet();
    await takeTurn();
    const observedAt = await store.readClock();
    return { answer: await ask(takeTurn), observedAt };
  });
}

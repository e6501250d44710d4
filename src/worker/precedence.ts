import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Semaphore } from '../async/semaphore';

/** The share of its concurrent requests that a FULL keeps while it gives way. */
const KEPT_SHARE = 0.2;

/** Between two activities of a run the server decides on the next one, which takes some 20 ms, and more on a busy machine. */
const GRACE_MS = 250;

/** With the default limits, a HIGH over 900 offers takes as long. A longer one shares the processor from then on. */
const MAX_MS = 5_000;

/**
 * Have a FULL send fewer requests at a time while the activities that this intercepts run, and for a moment after each,
 * so that a HIGH finds the processor free: both use the same process, Temporal server and database.
 *
 * A FULL keeps a fifth of its requests, one at least. It gives way for at most 5 seconds, and again only after the
 * activities have paused.
 *
 * @param semaphore The concurrent requests of a FULL on this worker.
 * @param permits How many it has otherwise.
 */
export function takePrecedence(semaphore: Semaphore, permits: number): ActivityInterceptorsFactory {
  const reduced = Math.max(1, Math.floor(permits * KEPT_SHARE));
  let running = 0;
  let grace: NodeJS.Timeout | undefined;
  let limit: NodeJS.Timeout | undefined;

  const begin = () => {
    running += 1;
    clearTimeout(grace);
    if (limit !== undefined) return;
    semaphore.setPermits(reduced);
    limit = setTimeout(() => semaphore.setPermits(permits), MAX_MS).unref();
  };
  const end = () => {
    running -= 1;
    if (running > 0) return;
    grace = setTimeout(() => {
      clearTimeout(limit);
      limit = undefined;
      semaphore.setPermits(permits);
    }, GRACE_MS).unref();
  };
  return () => ({
    inbound: {
      async execute(input, next) {
        begin();
        try {
          return await next(input);
        } finally {
          end();
        }
      },
    },
  });
}

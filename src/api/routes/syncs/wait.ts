import { setTimeout as delay } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { createCoalescer } from '../../../async/coalesce';
import type { RunKey } from '../../../domain/run';
import { parseDuration } from '../../../format/duration';
import { HttpError } from '../../plugins/problems';
import type { Sync } from './schema';

/** How often a run that requests wait for is read, in milliseconds, however many they are. */
const POLL_INTERVAL_MS = 500;

/** Requests that may wait at the same time. Each of them holds a connection for up to a minute. */
const MAX_WAITING_REQUESTS = 100;

/** Handlers of routes with `wait`: the longest wait and what they do before and after it, in milliseconds. */
export const WAITING_HANDLER_TIMEOUT_MS = 75_000;

/** Query parameter of a start and of a run. */
export const WaitSchema = Type.Optional(
  Type.String({
    pattern: '^([1-9]|[1-5][0-9]|60)s$',
    description:
      'Wait for the end of the run, at most this long: 1s to 60s. Default: no wait. A shutdown of the API ends the wait.',
  }),
);

/**
 * Waits until a run has ended, at most for `wait` (`30s`). Undefined: the time is over, or the API shuts down, or the
 * client has gone.
 *
 * @throws {HttpError} 503 if too many requests wait.
 */
export type WaitForEnd = (run: RunKey, wait: string, reply: FastifyReply) => Promise<Sync | undefined>;

/** Creates the function that waits for runs. All requests that wait for a run share one poll of it. */
export function createWaitForEnd(
  app: FastifyInstance,
  readRun: (run: RunKey) => Promise<Sync | undefined>,
): WaitForEnd {
  const coalesce = createCoalescer();
  const stopsByRun = new Map<string, Set<() => void>>();
  let waiting = 0;
  let isShuttingDown = false;
  app.addHook('preClose', (done) => {
    isShuttingDown = true;
    for (const stops of stopsByRun.values()) for (const stop of stops) stop();
    done();
  });

  const pollUntilEnd = async (key: string, run: RunKey): Promise<Sync | undefined> => {
    while (stopsByRun.has(key)) {
      // A server that is unavailable for a moment does not end the wait.
      const sync = await readRun(run).catch(() => 'unavailable' as const);
      if (sync !== 'unavailable' && sync?.status !== 'running') return sync;
      await delay(POLL_INTERVAL_MS, undefined, { ref: false });
    }
    return undefined;
  };

  return async (run, wait, { raw, request }) => {
    if (waiting >= MAX_WAITING_REQUESTS)
      throw new HttpError(503, 'Too many requests wait for runs. Try again without `wait`.');
    if (isShuttingDown) return undefined;
    const key = JSON.stringify([run.workflowId, run.runId]);
    const stops = stopsByRun.get(key) ?? new Set();
    stopsByRun.set(key, stops);
    let stop = (): void => undefined;
    const stopped = new Promise<undefined>((resolve) => (stop = () => resolve(undefined)));
    stops.add(stop);
    waiting += 1;
    const timer = setTimeout(stop, parseDuration(wait));
    // The request's own event comes as soon as its body is read.
    raw.once('close', stop);
    // The response is not late while the request waits.
    const { socket } = request.raw;
    socket.setTimeout(0);
    try {
      return await Promise.race([coalesce(key, () => pollUntilEnd(key, run)), stopped]);
    } finally {
      socket.setTimeout(app.server.timeout);
      raw.off('close', stop);
      clearTimeout(timer);
      waiting -= 1;
      stops.delete(stop);
      if (stops.size === 0) stopsByRun.delete(key);
    }
  };
}

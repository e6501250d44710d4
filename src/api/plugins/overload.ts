import type { FastifyInstance } from 'fastify';
import { OverloadedError } from './problems';

/** With the few milliseconds of processor that a read takes, the last of them is answered within some 200 ms. */
const MAX_READS = 32;

/** A burst is shorter, such as that of all open pages after a HIGH, and is served whole. */
const BURST_MS = 250;

/** How long the reads must be fewer than half of `MAX_READS` until another burst is served. */
const PAUSE_MS = 1_000;

/** What is read in crowds. Everything else is answered also in an overload: health, metrics, a sync, live events. */
const READS = /^\/api\/((offers|conversion-list|changes|watchlist|alerts)(\/|$)|syncs\/?$)/;

/** The reads in progress are answered in less time. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Refuses reads of offers, changes, alerts, the watch list and the list of syncs while more arrive than the API can answer
 * soon, so that those that are admitted are answered soon, and the processor is left to the rest.
 *
 * From when {@link MAX_READS} have been in progress for {@link BURST_MS}, no more than these are in progress: the next one
 * fails with {@link OverloadedError}.
 */
export function addOverloadProtection(app: FastifyInstance): void {
  const gate = createGate();
  app.addHook('onRequest', ({ method, routeOptions }, reply, done) => {
    if (method !== 'GET' || !READS.test(routeOptions.url ?? '')) return done();
    if (!gate.enter(performance.now())) {
      void reply.header('retry-after', RETRY_AFTER_SECONDS);
      return done(new OverloadedError());
    }
    // Also if the client is gone before the end of the response.
    reply.raw.once('close', () => gate.leave());
    done();
  });
}

/** Counts the reads in progress, and decides whether another one may begin. Times are in milliseconds. */
export function createGate() {
  let inProgress = 0;
  let crowdedSince: number | undefined;
  let lastBusy = -Infinity;
  let isOverloaded = false;
  return {
    /** Returns whether a read may begin. */
    enter(now: number): boolean {
      if (inProgress >= MAX_READS / 2) lastBusy = now;
      if (now - lastBusy > PAUSE_MS) isOverloaded = false;
      if (inProgress >= MAX_READS && now - (crowdedSince ?? now) > BURST_MS) isOverloaded = true;
      if (inProgress >= MAX_READS && isOverloaded) return false;
      inProgress += 1;
      if (inProgress >= MAX_READS) crowdedSince ??= now;
      return true;
    },
    /** A read that began has ended. */
    leave(): void {
      inProgress -= 1;
      if (inProgress < MAX_READS) crowdedSince = undefined;
    },
  };
}

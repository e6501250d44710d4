import type { FastifyInstance } from 'fastify';
import { OverloadedError } from './problems';

/** A read takes a few milliseconds of processor time, so the last of this many is answered within some 200 ms. */
const MAX_READS = 32;

/** More reads than `MAX_READS` for less than this time are a burst, which is served: all open pages read after a HIGH. In milliseconds. */
const BURST_MS = 250;

/** After an overload, the next burst is served once fewer than half of `MAX_READS` have been in progress for this time, in milliseconds. */
const PAUSE_MS = 1_000;

/** The reads that many clients send at once. All others are answered even in an overload: health, metrics, a sync, live events. */
const READS = /^\/api\/((offers|conversion-list|changes|watchlist|alerts)(\/|$)|syncs\/?$)/;

/** By then, the reads in progress have been answered. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Load shedding: refuses reads of offers, changes, alerts, the watch list and the list of syncs while more arrive than the
 * API can answer soon. The admitted ones are answered soon, and the other routes get the rest of the processor.
 *
 * Once {@link MAX_READS} have been in progress for {@link BURST_MS}, a further read fails with {@link OverloadedError}.
 */
export function addOverloadProtection(app: FastifyInstance): void {
  const gate = createGate();
  app.addHook('onRequest', ({ method, routeOptions }, reply, done) => {
    if (method !== 'GET' || !READS.test(routeOptions.url ?? '')) return done();
    if (!gate.enter(performance.now())) {
      void reply.header('retry-after', RETRY_AFTER_SECONDS);
      return done(new OverloadedError());
    }
    // `close` is also emitted if the client disconnects before the end of the response.
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

/** One request of a run. */
export interface RequestId {
  runId: string;
  /** Identifies the request within its run: `page/17`. */
  requestKey: string;
}

/** How long every request of a run has failed. */
export interface Outage {
  /** From the start of the first failed attempt, in milliseconds. */
  lastedMs: number;
  /** The part of it for which the network asked this process to wait, in milliseconds. */
  waitedMs: number;
}

interface FailedAttempt {
  startedAtMs: number;
  endedAtMs: number;
  /** The wait that the network asked for, in milliseconds; undefined: it named none. */
  retryAfterMs: number | undefined;
}

/** Measures the outage of one queue's requests in this process: the time in which none succeeded. */
export interface OutageClock {
  /** Record a request that succeeded: the outage is over. */
  recordSuccess(): void;
  /**
   * Record a failed attempt. Returns the outage so far.
   *
   * Undefined as long as only one request has failed: that may be the request's own fault, for example a page that the
   * network cannot serve.
   */
  recordFailure(request: RequestId, attempt: FailedAttempt): Outage | undefined;
}

/** Creates a clock without an outage. A failure of another run begins a new outage, so that each run has its whole retry time. */
export function createOutageClock(): OutageClock {
  let outage:
    { runId: string; firstKey: string; isOfMany: boolean; startedAtMs: number; waitedMs: number } | undefined;
  let waitsUntilMs = 0;

  return {
    recordSuccess() {
      outage = undefined;
    },
    recordFailure({ runId, requestKey }, { startedAtMs, endedAtMs, retryAfterMs = 0 }) {
      if (outage?.runId !== runId) {
        outage = { runId, firstKey: requestKey, isOfMany: false, startedAtMs, waitedMs: 0 };
        waitsUntilMs = endedAtMs;
      }
      outage.isOfMany ||= requestKey !== outage.firstKey;
      // All requests of the process wait at the same time, so overlapping waits count once.
      const waitUntilMs = endedAtMs + retryAfterMs;
      outage.waitedMs += Math.max(0, waitUntilMs - Math.max(waitsUntilMs, endedAtMs));
      waitsUntilMs = Math.max(waitsUntilMs, waitUntilMs);
      if (!outage.isOfMany) return undefined;
      return { lastedMs: endedAtMs - outage.startedAtMs, waitedMs: outage.waitedMs };
    },
  };
}

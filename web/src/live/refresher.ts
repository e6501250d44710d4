import { type Affected, mergeAffected } from './affected';

/** The first refresh after a quiet time waits this long, in milliseconds, for the events that come with it. */
const MIN_INTERVAL_MS = 1_000;

/** While events keep coming, such as during a FULL, the interval doubles up to this one, in milliseconds. */
const MAX_INTERVAL_MS = 8_000;

/** Collects what events make out of date, and refreshes it together. */
export interface Refresher {
  /** Undefined: everything. */
  add: (affected: Affected | undefined) => void;
  stop: () => void;
}

/**
 * Creates a refresher: thousands of events cause one refresh in a second at most, and fewer while they keep coming.
 *
 * @param random 0 to 1: pages that get an event at the same time do not all refresh at the same time.
 */
export function createRefresher(
  refresh: (affected: Affected | undefined) => void,
  random: () => number = Math.random,
): Refresher {
  let collected: { affected: Affected | undefined } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let intervalMs = MIN_INTERVAL_MS;

  const schedule = () => {
    timer = setTimeout(
      () => {
        timer = undefined;
        if (collected === undefined) {
          intervalMs = MIN_INTERVAL_MS;
          return;
        }
        const { affected } = collected;
        collected = undefined;
        intervalMs = Math.min(intervalMs * 2, MAX_INTERVAL_MS);
        // Also notices when it is quiet again.
        schedule();
        refresh(affected);
      },
      intervalMs * (0.5 + random() / 2),
    );
  };
  return {
    add(affected) {
      if (affected !== undefined && affected.keys.length === 0) return;
      collected = {
        affected: collected === undefined ? affected : mergeAffected(collected.affected, affected),
      };
      if (timer === undefined) schedule();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../harness/random';
import type { FaultEffect } from '../../src/sandbox';
import type { SoakStack } from './stack';

/** The network's faults, picked at random. */
const EFFECTS: FaultEffect[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, retryAfter: '1' },
  { kind: 'status', status: 429, retryAfter: '2' },
  { kind: 'status', status: 429, retryAfter: '3' },
  { kind: 'hang' },
  { kind: 'cut-body' },
  { kind: 'wrong-length' },
  { kind: 'reset' },
  { kind: 'slow-drip' },
  { kind: 'html' },
  { kind: 'success-false' },
];

/** Minimum and maximum seconds between two faults; a fault of the network lasts as long as the pause after it. */
const INTERVALS = {
  network: [2, 6],
  database: [40, 80],
  worker: [30, 60],
} as const;

const DATABASE_DOWN_MS = 1_500;

/** The number of faults injected so far. */
export interface FaultCounts {
  network: number;
  database: number;
  worker: number;
}

export interface FaultInjection {
  readonly counts: FaultCounts;
  /** Rejects if a fault could not be injected; resolves after `stop`. */
  readonly ended: Promise<unknown>;
  /** Stop, with all servers up and no fault left. */
  stop(): Promise<void>;
}

/** Inject faults until `stop`: the network fails every few seconds, the database restarts, and a worker is killed. */
export function injectFaults({ sandbox, postgres, startWorker }: SoakStack): FaultInjection {
  const random = createRandom(3);
  const counts: FaultCounts = { network: 0, database: 0, worker: 0 };
  const stopped = new AbortController();
  const pause = ([min, max]: readonly [number, number]) =>
    sleep((min + random() * (max - min)) * 1_000, undefined, { signal: stopped.signal }).catch(
      () => undefined,
    );

  const failNetwork = async () => {
    while (!stopped.signal.aborted) {
      await pause(INTERVALS.network);
      const effect = EFFECTS[Math.floor(random() * EFFECTS.length)]!;
      sandbox.setFault({ when: { share: 0.3 + 0.7 * random() }, effect });
      counts.network += 1;
      await pause(INTERVALS.network);
      sandbox.setFault(null);
    }
  };
  const restartDatabase = async () => {
    for (await pause(INTERVALS.database); !stopped.signal.aborted; await pause(INTERVALS.database)) {
      await postgres.shutDown(random() < 0.5 ? 'fast' : 'immediate');
      await sleep(DATABASE_DOWN_MS);
      await postgres.start();
      counts.database += 1;
    }
  };
  const killWorker = async () => {
    let victim = await startWorker();
    for (await pause(INTERVALS.worker); !stopped.signal.aborted; await pause(INTERVALS.worker)) {
      await victim.kill();
      victim = await startWorker();
      counts.worker += 1;
    }
  };
  const ended = Promise.all([failNetwork(), restartDatabase(), killWorker()]);
  ended.catch(() => stopped.abort());
  return {
    counts,
    ended,
    async stop() {
      stopped.abort();
      await ended;
    },
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import { drawNumbers } from '../../harness/random-numbers';
import type { LentPostgres } from '../../harness/servers/own-postgres';
import type { Sandbox } from '../../src/sandbox';
import type { FaultEffect } from '../../src/sandbox/faults/fault';
import type { SpawnedProgram } from '../programs/spawn-program';

/** What the network does wrong, one after the other, by chance. */
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

/** Every so many seconds something else happens; from the least to the most, by chance. */
const RHYTHM = {
  /** Half of the time the network is well. */
  network: [2, 6],
  database: [40, 80],
  worker: [30, 60],
} as const;

const DATABASE_AWAY_MS = 1_500;

/** What has been done so far. */
export interface Troubles {
  network: number;
  database: number;
  worker: number;
}

/** Something that goes on by itself until it is told to stop; all is well again once it has. */
export interface Trouble {
  readonly done: Troubles;
  /** Rejects where it could not do something, and else settles once it has stopped. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

export interface TroubledStage {
  sandbox: Sandbox;
  postgres: LentPostgres;
  /** Start the worker that is killed now and then. */
  startVictim: () => Promise<SpawnedProgram>;
}

/** Make trouble: the network does something else wrong every few seconds, the database is restarted, a worker killed. */
export function makeTrouble({ sandbox, postgres, startVictim }: TroubledStage): Trouble {
  const draw = drawNumbers(3);
  const done: Troubles = { network: 0, database: 0, worker: 0 };
  const over = new AbortController();
  const pause = ([least, most]: readonly [number, number]) =>
    wait((least + draw() * (most - least)) * 1_000, undefined, { signal: over.signal }).catch(
      () => undefined,
    );

  const ofNetwork = async () => {
    while (!over.signal.aborted) {
      await pause(RHYTHM.network);
      const effect = EFFECTS[Math.floor(draw() * EFFECTS.length)]!;
      sandbox.setFault({ when: { share: 0.3 + 0.7 * draw() }, effect });
      done.network += 1;
      await pause(RHYTHM.network);
      sandbox.setFault(null);
    }
  };
  const ofDatabase = async () => {
    for (await pause(RHYTHM.database); !over.signal.aborted; await pause(RHYTHM.database)) {
      await postgres.halt(draw() < 0.5 ? 'fast' : 'immediate');
      await wait(DATABASE_AWAY_MS);
      await postgres.resume();
      done.database += 1;
    }
  };
  const ofWorker = async () => {
    let victim = await startVictim();
    for (await pause(RHYTHM.worker); !over.signal.aborted; await pause(RHYTHM.worker)) {
      await victim.kill();
      victim = await startVictim();
      done.worker += 1;
    }
  };
  const ended = Promise.all([ofNetwork(), ofDatabase(), ofWorker()]);
  ended.catch(() => over.abort());
  return {
    done,
    ended,
    async stop() {
      over.abort();
      await ended;
    },
  };
}

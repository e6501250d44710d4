import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createCleanupStack } from '../src/async/cleanup';
import { findFreePort } from '../src/local/process/ports';
import type { Figure } from './figures';
import { spawnProgram } from './programs/spawn-program';

const ROUNDS = 3;
const REACH_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Measure how long `npm start` takes from nothing to the first answer with offers in it, when its data is there already. */
export async function measureStart(tell: (line: string) => void): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-bench-start-'));
  // PostgreSQL, where it runs as another user, has to come through.
  chmodSync(directory, 0o711);
  const cleanup = createCleanupStack();
  cleanup.defer('data folder', () => {
    rmSync(directory, { recursive: true, force: true });
    return Promise.resolve();
  });
  try {
    const { HOME = '' } = process.env;
    const { XDG_CACHE_HOME = join(HOME, '.cache'), TEMPORAL_CLI_PATH = '' } = process.env;
    const port = await findFreePort();
    const settings = { DATA_DIR: directory, PORT: String(port), XDG_CACHE_HOME, TEMPORAL_CLI_PATH };
    const start = (isReady: (line: string) => boolean) =>
      spawnProgram(['src/cli/main.ts', 'start'], settings, isReady);

    tell('a first start, and a FULL');
    const first = await start((line) => line.includes('FULL completed'));
    await first.stop();

    const samples: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      tell(`start number ${round + 1}`);
      const startedMs = performance.now();
      const starting = start((line) => line.startsWith('API '));
      await firstOffers(`http://127.0.0.1:${port}/api/offers?limit=1`);
      samples.push(performance.now() - startedMs);
      await (await starting).stop();
    }
    return [
      {
        what: 'from a second start to the first offers',
        unit: 'ms',
        samples,
        reach: { atMost: REACH_MS },
      },
    ];
  } finally {
    await cleanup.closeAll();
  }
}

/** Ask until there is an answer with offers. */
async function firstOffers(url: string): Promise<void> {
  for (;;) {
    try {
      const answer = await fetch(url);
      const { total } = (await answer.json()) as { total?: number };
      if (answer.ok && total !== undefined && total > 0) return;
    } catch {
      // Nobody listens yet.
    }
    await wait(LOOK_EVERY_MS);
  }
}

import { poll } from '../harness/poll';
import { startCli } from '../harness/processes/program';
import { createStartEnvironment } from '../harness/processes/start-environment';
import type { Measurement } from './measurements';
import { withCleanup } from './with-cleanup';

const ROUNDS = 3;
const BOUND_MS = 10_000;
const FULL_WITHIN_MS = 10 * 60_000;

/** Measure the time from `npm start` to the first response with offers, with data of an earlier start. */
export async function measureStart(log: (line: string) => void): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    const start = await createStartEnvironment();
    cleanup.defer('data folder', () => start.remove());
    const { environment } = start;
    const url = `http://127.0.0.1:${environment.PORT}/api/offers?limit=1`;
    const runStart = () => {
      const program = startCli('start', environment);
      cleanup.defer('start', () => program.stop());
      return program;
    };
    log('a first start, and a FULL');
    const first = runStart();
    await first.waitFor(/FULL completed/, FULL_WITHIN_MS);
    await first.stop();

    const samples: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      log(`start ${round + 1}`);
      const startedMs = performance.now();
      const program = runStart();
      await poll('the API responds with offers', () => hasOffers(url));
      samples.push(performance.now() - startedMs);
      await program.waitFor(/^Database /m, 60_000);
      await program.stop();
    }
    return [
      {
        name: 'from `npm start` to the first response, second start',
        unit: 'ms',
        samples,
        bound: { atMost: BOUND_MS },
      },
    ];
  });
}

async function hasOffers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    const { total = 0 } = (await response.json()) as { total?: number };
    return response.ok && total > 0;
  } catch {
    // The API does not listen yet.
    return false;
  }
}

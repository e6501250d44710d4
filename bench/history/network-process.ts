import { keepFastest } from '../../harness/simulation/fastest-offers';
import { startSandbox } from '../../src/sandbox';
import { LATENCY_MS } from '../stack';
import { CATALOGUE, LISTED, START_MS, TICK_MS, WARM_UP_MS } from './network';

// The sandbox in a process of its own. Its time stands still until SIGUSR2 moves it on by a tick. Its argument is the token.
// It prints its URL, and the number of each tick.
async function main(): Promise<void> {
  let nowMs = START_MS - WARM_UP_MS;
  let ticks = 0;
  const sandbox = await startSandbox({
    ...CATALOGUE,
    token: process.argv[2]!,
    latencyMs: LATENCY_MS,
    clock: () => nowMs,
  });
  process.once('SIGTERM', () => void sandbox.close());
  keepFastest(sandbox.catalogue, nowMs, LISTED);
  nowMs = START_MS;
  process.on('SIGUSR2', () => {
    nowMs += TICK_MS;
    ticks += 1;
    process.stdout.write(`tick ${ticks}\n`);
  });
  process.stdout.write(`${sandbox.url}\n`);
}

void main();

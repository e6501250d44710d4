import { readFileSync } from 'node:fs';

/** How long the main thread was ready to run while other threads had the processors, in milliseconds. 0 where the system does not tell. */
function readProcessorWaitMs(): number {
  if (process.platform !== 'linux') return 0;
  const [, waitNs] = readFileSync('/proc/self/schedstat', 'utf8').split(' ');
  return Number(waitNs) / 1e6;
}

/**
 * Measure how long something takes, in milliseconds, without the time that this process waited for a processor. On a
 * machine at rest that is the time by the clock. On a busy one, a deadline in the same process is late by what is left out.
 */
export function startStopwatch(): () => number {
  const [startedAtMs, waitBeforeMs] = [performance.now(), readProcessorWaitMs()];
  return () => performance.now() - startedAtMs - (readProcessorWaitMs() - waitBeforeMs);
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startStopwatch } from '../../harness/processes/stopwatch';

const STOPWATCH = join(__dirname, '../../harness/processes/stopwatch.ts');

/** Is busy for a second by the clock, and prints what a stopwatch says. */
const BUSY = `
  const read = require(${JSON.stringify(STOPWATCH)}).startStopwatch();
  const endMs = performance.now() + 1_000;
  while (performance.now() < endMs);
  console.log(read());
`;

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a stopwatch leaves out the time in which another process has the processor', async () => {
  // Both start at about the same time on one processor, so each waits while the other is busy.
  const results = await Promise.all(
    [1, 2, 3].map(() =>
      promisify(execFile)('taskset', ['--cpu-list', '0', process.execPath, '--import', 'tsx', '-e', BUSY]),
    ),
  );

  const shortest = Math.min(...results.map(({ stdout }) => Number(stdout)));
  expect(shortest).toBeGreaterThan(0);
  expect(shortest).toBeLessThan(800);
});

test('a stopwatch measures the time that a process waits for a timer', async () => {
  const read = startStopwatch();
  await new Promise((resolve) => setTimeout(resolve, 300));

  // The timer may be late by the time in which others have the processor, but not early.
  expect(read()).toBeGreaterThan(250);
});

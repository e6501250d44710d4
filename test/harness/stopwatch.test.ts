import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const STOPWATCH = join(__dirname, '../../harness/processes/stopwatch.ts');

/** Is busy for a second by the clock, and prints what a stopwatch says. */
const BUSY = `
  const read = require(${JSON.stringify(STOPWATCH)}).startStopwatch();
  const endMs = performance.now() + 1_000;
  while (performance.now() < endMs);
  console.log(read());
`;

/** Waits for a timer, with nothing else to do, and prints what a stopwatch says. */
const WAITING = `
  const { startStopwatch } = require(${JSON.stringify(STOPWATCH)});
  // A timer counts from the time of its turn of the event loop.
  setImmediate(() => {
    const read = startStopwatch();
    setTimeout(() => console.log(read()), 300);
  });
`;

/** Run a program in a process of its own, on one processor or on any. Returns the number that it prints. */
async function run(program: string, cpu?: string): Promise<number> {
  const node = [process.execPath, '--import', 'tsx', '-e', program];
  const command = cpu === undefined ? node : ['taskset', '--cpu-list', cpu, ...node];
  const { stdout } = await promisify(execFile)('env', command);
  return Number(stdout);
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a stopwatch leaves out the time in which another process has the processor', async () => {
  // Both start at about the same time on one processor, so each waits while the other is busy.
  const results = await Promise.all([1, 2, 3].map(() => run(BUSY, '0')));

  const shortest = Math.min(...results);
  expect(shortest).toBeGreaterThan(0);
  expect(shortest).toBeLessThan(800);
});

test('a stopwatch measures the time that a process waits for a timer', async () => {
  // The timer may be late by the time in which others have the processor, but not early.
  expect(await run(WAITING)).toBeGreaterThan(250);
});

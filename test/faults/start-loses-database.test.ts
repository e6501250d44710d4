import { readFileSync } from 'node:fs';
import { makeStartPlace, type StartPlace } from '../support/start-place';
import { startProcess, type StartedProcess } from '../support/start-process';

let place: StartPlace;
let started: StartedProcess;

beforeEach(async () => {
  place = await makeStartPlace();
});

afterEach(async () => {
  await started.end('SIGTERM');
  place.remove();
});

/** Start, wait until it says this, and end its PostgreSQL under it. */
async function loseDatabaseAt(saying: RegExp): Promise<void> {
  await start();
  await started.waitFor(saying, 120_000);
  const postmaster = place.home('postgres', 'data', 'postmaster.pid');
  process.kill(parseInt(readFileSync(postmaster, 'utf8')), 'SIGQUIT');
}

async function start(): Promise<void> {
  started = startProcess('start', { ...place.environment, FULL_SYNC_REQUESTS_PER_SECOND: '0' });
  await started.waitFor(/^API /m, 120_000);
}

test('a start whose PostgreSQL ends by itself, as on a full disk, says so and ends; the next one has its data', async () => {
  await loseDatabaseAt(/FULL completed/);

  expect(await started.ended()).toBe(1);
  expect(started.output()).toMatch(/^PostgreSQL has ended by itself\. The end of .+$(?!\n +at )/m);
  await start();
  await started.waitFor(/The last FULL ended 0 min ago/);
});

test('also one that shows its first FULL at that moment ends', async () => {
  await loseDatabaseAt(/scanning: [1-9]/);

  expect(await started.ended()).toBe(1);
  expect(started.output()).toContain('PostgreSQL has ended by itself');
  expect(started.output()).not.toContain('From here on');
});

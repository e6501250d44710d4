import { readFileSync } from 'node:fs';
import { startCli, type Program } from '../../../harness/processes/program';
import { createStartEnvironment, type StartEnvironment } from '../../../harness/processes/start-environment';

let place: StartEnvironment;
let started: Program;

beforeEach(async () => {
  place = await createStartEnvironment();
});

afterEach(async () => {
  await started.stop('SIGTERM');
  place.remove();
});

async function start(settings: Record<string, string> = {}): Promise<void> {
  started = startCli('start', { ...place.environment, ...settings });
  await started.waitFor(/^API /m, 120_000);
}

/** Ten pages a second: some are left to the next start, whatever ends this one. */
const startSlowly = () => start({ FULL_SYNC_REQUESTS_PER_SECOND: '10' });
const startFast = () => start({ FULL_SYNC_REQUESTS_PER_SECOND: '0' });

const readHome = (...names: string[]) => readFileSync(place.sandboxPath(...names), 'utf8');

/** End its PostgreSQL under it, as a full disk does. */
function endPostgres(): void {
  process.kill(parseInt(readHome('postgres', 'data', 'postmaster.pid')), 'SIGQUIT');
}

function killTemporal(): void {
  const { pid } = JSON.parse(readHome('temporal', 'process.json')) as { pid: number };
  process.kill(pid, 'SIGKILL');
}

const linesSaying = (text: string) => started.output().split(text).length - 1;

const FULL_IS_GOING = /scanning: [1-9]/;

test('a start whose PostgreSQL ends by itself, as on a full disk, says so and ends; the next one has its data', async () => {
  await startFast();
  await started.waitFor(/FULL completed/, 120_000);
  endPostgres();

  expect(await started.ended()).toBe(1);
  expect(started.output()).toMatch(/^PostgreSQL exited unexpectedly\. Last lines of .+$(?!\n +at )/m);
  await startFast();
  await started.waitFor(/The last FULL ended 0 min ago/);
});

test.each([
  ['PostgreSQL', endPostgres],
  ['The Temporal server', killTemporal],
])(
  'a start whose first FULL goes on when %s ends says so and ends; the next one shows that FULL to its end',
  async (name, endServer) => {
    await startSlowly();
    await started.waitFor(FULL_IS_GOING, 120_000);
    endServer();

    expect(await started.ended()).toBe(1);
    expect(started.output()).toContain(`${name} exited unexpectedly`);
    expect(started.output()).not.toContain('Schedules:');
    expect(linesSaying('Temporal is unavailable')).toBeLessThanOrEqual(1);
    expect(linesSaying('Network error')).toBe(0);
    await startFast();
    await started.waitFor(/A FULL is running:\n.+full-sync-manual\n/);
    await started.waitFor(/FULL completed/, 60_000);
    await started.waitFor(/Schedules:/);
    expect(started.output()).not.toContain('the first FULL');
  },
);

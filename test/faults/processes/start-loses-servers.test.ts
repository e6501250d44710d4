import { readdirSync, readFileSync } from 'node:fs';
import { type Program, startCli } from '../../../harness/processes/program';
import { createStartEnvironment, type StartEnvironment } from '../../../harness/processes/start-environment';
import { readProcess } from '../../../src/local/process/processes';

let home: StartEnvironment;
let started: Program;

beforeEach(async () => {
  home = await createStartEnvironment();
});

afterEach(async () => {
  await started.stop('SIGTERM');
  home.remove();
});

async function start(settings: Record<string, string> = {}): Promise<void> {
  started = startCli('start', { ...home.environment, ...settings });
  await started.waitFor(/^Database /m, 120_000);
}

/** Ten pages per second: the first start always leaves some to the next one. */
const startSlowly = () => start({ FULL_SYNC_REQUESTS_PER_SECOND: '10' });
const startFast = () => start({ FULL_SYNC_REQUESTS_PER_SECOND: '0' });

const readHome = (...names: string[]) => readFileSync(home.sandboxPath(...names), 'utf8');

/** End its PostgreSQL, as a full disk does. */
function endPostgres(): void {
  process.kill(parseInt(readHome('postgres', 'data', 'postmaster.pid')), 'SIGQUIT');
}

function killTemporal(): void {
  const database = home.sandboxPath('temporal', 'temporal.db');
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const pid = pids.find((each) => readProcess(each)?.commandLine.includes(database))!;
  process.kill(pid, 'SIGKILL');
}

const countLinesWith = (text: string) => started.output().split(text).length - 1;

const FULL_IS_SCANNING = /scanning: [1-9]/;

test('a start whose PostgreSQL exits, as on a full disk, reports it and exits; the next start has its data', async () => {
  await startFast();
  await started.waitFor(/FULL completed/, 120_000);
  endPostgres();

  expect(await started.ended()).toBe(1);
  expect(started.output()).toMatch(/^PostgreSQL exited unexpectedly\. Last lines of .+$(?!\n +at )/m);
  await startFast();
  await started.waitFor(/The last FULL ended \d+ (s|min)\b.* ago/);
});

test.each([
  ['PostgreSQL', endPostgres],
  ['The Temporal server', killTemporal],
])(
  'a start whose %s exits during the first FULL reports it and exits; the next start shows that FULL to its end',
  async (name, endServer) => {
    await startSlowly();
    await started.waitFor(FULL_IS_SCANNING, 120_000);
    endServer();

    expect(await started.ended()).toBe(1);
    expect(started.output()).toContain(`${name} exited unexpectedly`);
    expect(started.output()).not.toMatch(/^Open /m);
    expect(countLinesWith('Temporal is unavailable')).toBeLessThanOrEqual(1);
    expect(countLinesWith('Network error')).toBe(0);
    await startFast();
    await started.waitFor(/A FULL is running\./);
    await started.waitFor(/FULL completed/);
    await started.waitFor(/^Open +http/m);
    expect(started.output()).not.toContain('the first FULL');
  },
);

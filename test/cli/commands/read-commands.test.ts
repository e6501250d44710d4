import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { poll } from '../../../harness/poll';
import { runCli, startProgram } from '../../../harness/processes/program';
import { runSync } from '../../../harness/run-sync';
import { runSql } from '../../../harness/servers/database';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { saveUnreadable } from '../../api/save-offers';

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 900 } });
});

afterAll(() => stack.stop());

/** Packages of the worker, the API and the migrations. */
const NOT_OF_COMMANDS = new Set(['fastify', '@fastify', 'nodemailer', 'undici', 'umzug', 'prom-client']);

const run = (command: string) => runCli(command, stack.environment);

test('status of a new mirror prints so, and how to create the schedules', async () => {
  const { code, output } = await run('status');

  expect(code).toBe(0);
  expect(output).toContain('nothing has been read yet');
  expect(output).toContain('No run has ended yet.');
  expect(output).toContain('mobipium-sync schedules apply');
});

test('schedules apply creates the schedules by the settings, and keeps a pause', async () => {
  const first = await run('schedules apply');
  expect(first.code).toBe(0);
  expect(first.output).toMatch(/^high-priority-sync +2m +in \d+ (s|min)/m);
  await stack.syncs.pauseSchedule('high-priority-sync', 'having a look');

  const second = await runCli('schedules apply', { ...stack.environment, HIGH_SYNC_EVERY: '5m' });

  expect(second.output).toMatch(/^high-priority-sync +5m +paused: having a look/m);
  expect(second.output).toMatch(/^full-sync +1h +in /m);
});

test('status shows the mirror and its age, the runs in progress, the last runs and the schedules', async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(Date.now());
  await runSync(stack, 'full');
  await runSync(stack, 'high');
  stack.sandbox.setFault({ effect: { kind: 'late', ms: 4_000 } });
  await stack.syncs.startSync('full', { concurrency: 1 });

  // A busy worker may not answer the progress query in time.
  const { code, output } = await poll('status shows how far the run is', async () => {
    const said = await run('status');
    return /^Running +FULL full-sync-manual, (counting|scanning: \d of \d pages)$/m.test(said.output) && said;
  });

  expect(code).toBe(0);
  expect(output).toMatch(new RegExp(`^Mirror .*: \\d+ offers, ${active} of them Active$`, 'm'));
  expect(output).toMatch(new RegExp(`^List +${converting} offers on the ConversionList$`, 'm'));
  expect(output).toMatch(/^Last HIGH +completed \d+ (s|min)\b.* ago$/m);
  const runs = [...output.matchAll(/^(HIGH|FULL) +\d+ (?:s|min)\b.* ago +completed/gm)].map(
    ([, kind]) => kind,
  );
  expect(runs).toEqual(['HIGH', 'FULL']);
  expect(output).toMatch(/^high-priority-sync +5m +paused: having a look/m);

  const { stdout } = await run('status --limit 1 --json');
  expect(JSON.parse(stdout)).toMatchObject({
    offers: { total: expect.any(Number) as number, active, onList: converting },
    lastFull: { ageSeconds: expect.any(Number) as number },
    runs: [{ kind: 'high' }],
    running: [{ workflowId: 'full-sync-manual', status: 'running' }],
    schedules: [{ id: 'high-priority-sync', paused: true }, { id: 'full-sync' }, {}],
  });
  stack.sandbox.setFault(null);
});

test('status names an overdue run and what to do', async () => {
  const moveRuns = (kinds: string, by: string) => {
    const moved = `started_at = started_at ${by} interval '1 day'`;
    return runSql(stack.databaseUrl, `UPDATE sync_runs SET ${moved} WHERE kind IN (${kinds})`);
  };
  expect((await run('status')).output).not.toContain('Overdue');

  await moveRuns(`'high'`, '-');
  expect((await run('status')).output).toMatch(
    /^Last FULL .*\nOverdue +HIGH: resume with `mobipium-sync schedules resume high-priority-sync`$/m,
  );
  await moveRuns(`'full'`, '-');
  expect((await run('status')).output).toMatch(
    /^Overdue +HIGH and FULL: find the cause with `mobipium-sync doctor`$/m,
  );
  await moveRuns(`'high', 'full'`, '+');
});

test('status loads nothing of the worker and the API, which would take as long as all the rest', async () => {
  const script = `
    const { createProgram } = require('./src/cli/program');
    createProgram().parseAsync(['status'], { from: 'user' }).then(() => {
      const packages = Object.keys(require.cache).flatMap((file) => /node_modules\\/(@?[^/]+)/.exec(file)?.[1] ?? []);
      process.stderr.write(JSON.stringify([...new Set(packages)]));
    });`;
  const started = startProgram([process.execPath, '--import', 'tsx', '-e', script], stack.environment);
  await started.ended();

  const packages = JSON.parse(started.output().slice(started.stdout().length)) as string[];
  expect(packages).toContain('@temporalio');
  expect(packages.filter((name) => NOT_OF_COMMANDS.has(name))).toEqual([]);
});

test('status without Temporal prints so and the rest, and exits with 4', async () => {
  const { code, output } = await runCli('status', {
    ...stack.environment,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  });

  expect(code).toBe(4);
  expect(output).toMatch(/^Last FULL +completed/m);
  expect(output).toContain('The Temporal server cannot be reached');
});

test('offers prints a table with the filters of the API, and continues by cursor', async () => {
  const all = await stack.store.listOffers({ limit: 500, filters: { status: 'Active', priority: 'HIGH' } });

  const first = await run('offers --status Active --priority HIGH --limit 5');

  expect(first.code).toBe(0);
  expect(first.output).toMatch(/^ *ID +NAME +STATUS +COUNTRY/);
  expect(first.output).toContain(`5 of ${all.total} offers`);
  const rowsOf = (output: string) => [...output.matchAll(/^ *(\d+) {2}.* Active /gm)].map(([, id]) => id);
  const ids = all.offers.map(({ offerId }) => offerId);
  expect(rowsOf(first.output)).toEqual(ids.slice(0, 5));

  const [, cursor] = /--cursor (\S+)$/m.exec(first.output)!;
  const second = await run(`offers --status Active --priority HIGH --limit 5 --cursor ${cursor}`);
  expect(rowsOf(second.output)).toEqual(ids.slice(5, 10));
});

test('offers --json prints what the API returns, also for the ConversionList', async () => {
  const list = await stack.store.listOffers({ limit: 3, onList: true, sortBy: 'payout', sortOrder: 'desc' });

  const { stdout } = await run('offers --list --sort-by payout --sort-order desc --limit 3 --json');

  const answer = JSON.parse(stdout) as { offers: { offerId: string }[]; total: number };
  expect(answer.total).toBe(list.total);
  expect(answer.offers.map(({ offerId }) => offerId)).toEqual(list.offers.map(({ offerId }) => offerId));

  const [mine] = list.offers;
  await stack.store.watchOffers([mine!.offerId], {});
  const watched = JSON.parse((await run('offers --list --mine --json')).stdout) as typeof answer;
  expect(watched.offers.map(({ offerId }) => offerId)).toEqual([mine!.offerId]);
});

test('offers ranks by score, and one offer has its rhythm', async () => {
  const { output } = await run('offers --sort-by score --sort-order desc --limit 50');
  expect(output).toMatch(/^ *ID +NAME .* CONVERTED +SCORE/);
  const best = await stack.store.listOffers({ limit: 1, sortBy: 'score', sortOrder: 'desc' });
  expect(best.offers[0]!.score).not.toBeNull();
  const { stdout } = await run(`offers ${best.offers[0]!.offerId}`);
  expect(stdout).toMatch(/^Converts +\d+ conversions? seen: too few to know how often$/m);
  expect(stdout).toMatch(/^Silent for +\d.* at the last observation$/m);
  expect(stdout).toMatch(/^Score +[\d.]+$/m);
});

test('offers compares payouts of one currency, or prints that they mix', async () => {
  const note = 'The payouts are in more than one currency. Use --currency to compare them.';

  expect((await run('offers --sort-by payout --limit 200')).output).toContain(note);
  const { output } = await run('offers --sort-by payout --currency EUR --limit 200');
  expect(output).toMatch(/ EUR /);
  expect(output).not.toMatch(/ USD /);
  expect(output).not.toContain(note);
});

test('offers marks a status that was unreadable twice in a row', async () => {
  await saveUnreadable(stack.store);

  expect((await run('offers --search 900000001')).output).toMatch(/^ *900000001 .* Active \(unconfirmed\) /m);
});

test('offers prints that there are none, and refuses an invalid cursor', async () => {
  expect(await run('offers --search Q%')).toMatchObject({ code: 0, output: 'No offers.\n' });

  const unknown = await run('offers --country pt,QQ');
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.output).toMatch(/^No offer has the country "QQ"\. Values: BR, .*ZA\.\n$/);

  const { code, output } = await run('offers --cursor nonsense');
  expect(code).toBe(2);
  expect(output).not.toMatch(/^ +at /m);
});

test('offers <id> prints all fields of one offer, and that there is none', async () => {
  const [offer] = (await stack.store.listOffers({ limit: 1, filters: { status: 'Active' } })).offers;

  const { code, output } = await run(`offers ${offer!.offerId}`);
  expect(code).toBe(0);
  expect(output).toMatch(new RegExp(`^Offer +${offer!.offerId}$`, 'm'));
  expect(output).toContain(offer!.offerName);
  expect(output).toMatch(new RegExp(`^Payout +${offer!.payout} ${offer!.currency}$`, 'm'));
  const { stdout } = await run(`offers ${offer!.offerId} --json`);
  expect(JSON.parse(stdout)).toMatchObject({ offerId: offer!.offerId, offerName: offer!.offerName });

  const missing = await run('offers 77777777');
  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(missing.output).toContain('The mirror has no offer 77777777');
});

test('runs lists the runs, and shows the audit of one', async () => {
  const { output } = await run('runs --kind high');
  expect(output).toMatch(/^RUN +ENDED +STATUS/);
  expect(output).toMatch(/^HIGH +\d+ (s|min).* ago +completed/m);
  expect(output).not.toMatch(/^FULL/m);

  const audit = await run('runs high-priority-sync-manual');
  expect(audit.output).toMatch(/^high-priority-sync-manual, run [-0-9a-f]{36}\nHIGH completed in /);
  const json = JSON.parse((await run('runs high-priority-sync-manual --json')).stdout) as unknown;
  expect(json).toMatchObject({ kind: 'high', status: 'completed', audit: { kind: 'high' }, progress: null });

  expect(await run('runs nothing-like-it')).toMatchObject({ code: 1, stdout: '' });
});

test('schedules lists, pauses, resumes and triggers a schedule', async () => {
  expect((await run('schedules')).output).toMatch(/^conversion-list-refresh +1h +in /m);

  const paused = await run('schedules pause conversion-list-refresh --note later');
  expect(paused.output).toMatch(/^conversion-list-refresh +1h +paused: later/m);
  const resumed = JSON.parse(
    (await run('schedules resume conversion-list-refresh --json')).stdout,
  ) as unknown;
  expect(resumed).toMatchObject({ id: 'conversion-list-refresh', paused: false });

  const triggered = await run('schedules trigger conversion-list-refresh');
  expect(triggered.code).toBe(0);
  expect(triggered.output).toMatch(/^(Started|Triggered)/);
});

test('a reader that closes the pipe early is not an error', () => {
  const shell = `'${process.execPath}' --import tsx src/cli/main.ts offers --limit 500 --json | head -c 10; exit \${PIPESTATUS[0]}`;
  const { PATH = '', HOME = '' } = process.env;

  const { status, stdout, stderr } = spawnSync('bash', ['-c', shell], {
    cwd: join(__dirname, '../../..'),
    env: { PATH, HOME, ...stack.environment },
    encoding: 'utf8',
  });

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toHaveLength(10);
});

import { Client } from 'pg';
import stringWidth from 'string-width';
import { runCli, startCli } from '../../../harness/processes/program';
import { runSync } from '../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { applySchedules } from '../../../src/client';

/** Longer than a line. */
const NOTE = 'runs on popunders, '.repeat(8).trim();

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 900 } });
  await applySchedules(stack, { highEveryMs: 3_600_000, fullEveryMs: 3_600_000 });
  await runSync(stack, 'full');
  const { offers } = await stack.store.listOffers({ limit: 10, onList: true });
  await stack.store.watchOffers(
    offers.map(({ offerId }) => offerId),
    { note: NOTE, silenceSeconds: 660, mutedUntil: new Date(Date.now() + 40 * 86_400_000).toISOString() },
  );
  const database = new Client(stack.databaseUrl);
  await database.connect();
  await database.query("UPDATE sync_runs SET notes = ARRAY[repeat('a long remark ', 20)]");
  await database.end();
});

afterAll(() => stack.stop());

test('on a narrow terminal a table does not wrap', async () => {
  const started = startCli('offers --limit 3', stack.environment, { columns: 90 });
  expect(await started.ended()).toBe(0);

  const rows = started
    .output()
    .split('\r\n')
    .filter((line) => /\bActive\b/.test(line));
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(90);
  expect(started.output()).toContain('…');
});

test('mine list fits 80 columns in a pipe too, and a wide terminal shows all of it', async () => {
  const piped = await runCli('mine list', stack.environment);
  const lines = piped.stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^ *ID +NAME +STATUS .*CONVERTED +REPORTS/);
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter((line) => stringWidth(line) > 80)).toEqual([]);

  const wide = startCli('mine list', stack.environment, { columns: 300 });
  expect(await wide.ended()).toBe(0);
  expect(wide.output()).toContain(NOTE);
});

test('a terminal that does not know its width gets tables of 80 columns', async () => {
  const shown = startCli('offers --limit 3', stack.environment, { columns: 0 });
  expect(await shown.ended()).toBe(0);
  expect(shown.output()).toMatch(/^ *ID +NAME +STATUS/);
});

test('watch in a pipe prints a line for each change, and Ctrl-C ends it with 0', async () => {
  const watching = startCli('watch', stack.environment);
  await watching.waitFor(/^\d\d:\d\d:\d\d {2}\d+ offers, \d+ offers on the ConversionList, .*$/m);
  await runSync(stack, 'high');
  await watching.waitFor(/ {2}HIGH completed in /);

  expect(await watching.stop('SIGINT')).toBe(0);
});

test('watch on a terminal draws the status in place', async () => {
  const watching = startCli('watch', stack.environment, { columns: 80 });
  await watching.waitFor(/Mirror .*Mirror /s);
  watching.type('\x03');

  expect(await watching.ended()).toBe(0);
  // The cursor goes up before the second drawing, and is shown again in the end.
  expect(watching.output()).toMatch(/\x1b\[\d+A\x1b\[0J/);
  expect(watching.output()).toMatch(/\x1b\[\?25h\s*$/);
});

const COMMANDS = [
  ...[
    'mine list',
    'offers --sort-by score --sort-order desc',
    'offers --limit 500',
    'offers --list --limit 500',
    'runs',
    'runs full-sync-manual',
    'status',
  ],
  'schedules list',
];

test.each(COMMANDS)('%s fits a terminal of 80 columns, with the longest texts', async (command) => {
  await stack.syncs.pauseSchedule(
    'full-sync',
    'a reason that takes up more than the whole width of the terminal, by far',
  );
  const shown = startCli(command, stack.environment, { columns: 80 });
  // 4: the Temporal server has not answered in time, on a busy machine.
  expect([0, 4]).toContain(await shown.ended());

  const lines = shown.output().split('\r\n');
  expect(lines.length).toBeGreaterThan(2);
  // Addresses and cursors are copied, so they are not truncated.
  const tooWide = lines.filter(
    (line) => stringWidth(line) > 80 && !/^(Next page|Log|Database| +http:)/.test(line),
  );
  expect(tooWide).toEqual([]);
});

import { poll } from '../../../harness/poll';
import { runCli, type Program, startCli } from '../../../harness/processes/program';
import { startTestStack, type TestStack } from '../../../harness/stack';

let stack: TestStack;
let started: Program | undefined;

beforeAll(async () => {
  // A run that misses a page has to wait for that long, and any other on a slow machine must not miss one.
  const settings = { FULL_PAGE_RETRY_FOR: '15s', UPSTREAM_TIMEOUT: '10s' };
  stack = await startTestStack({ sandbox: { offers: 2_400 }, settings });
});

afterEach(async () => {
  await started?.stop('SIGKILL');
  started = undefined;
  stack.sandbox.setFault(null);
});

afterAll(() => stack.stop());

const run = (command: string) => runCli(command, stack.environment);

/** Make answers slow enough to observe a run in progress, and to start two commands meanwhile, one after the other. */
function slowDown(): void {
  stack.sandbox.setFault({ effect: { kind: 'late', ms: 1_200 } });
}

async function waitForEnd(workflowId: string): Promise<void> {
  await poll(`${workflowId} has ended`, async () => {
    const sync = await stack.syncs.readSync(workflowId);
    return sync !== undefined && sync.status !== 'running';
  });
}

test('in a pipe, a FULL prints plain lines, and its audit at the end', async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(Date.now());

  const { code, output } = await run('sync full');

  expect(code).toBe(0);
  expect(output).toMatch(/^Started full-sync-manual\.$/m);
  expect(output).toMatch(/^ {2}scanning: \d+ of \d+ pages, [\d,]+ offers/m);
  expect(output).toMatch(/^FULL completed in [\d.]+ s\.$/m);
  expect(output).toContain(`${active.toLocaleString('en')} met of ${active.toLocaleString('en')} expected`);
  expect(output).toContain(`${converting} offers on the ConversionList, 0 before`);

  expect(output).not.toMatch(/[\x1b\r]/);
  expect(output).not.toContain(stack.environment.MOBIPIUM_API_TOKEN);
});

test('on a terminal, a FULL shows a moving bar, and its audit at the end', async () => {
  // The bar is drawn several times meanwhile.
  stack.sandbox.setFault({ effect: { kind: 'late', ms: 300 } });
  started = startCli('sync full --concurrency 2', stack.environment, { columns: 120 });

  expect(await started.ended()).toBe(0);

  const shown = [...started.output().matchAll(/\[[=-]{20}\] (\d+)\/\d+ pages/g)].map(([, done]) =>
    Number(done),
  );
  expect(new Set(shown).size).toBeGreaterThan(1);
  expect(started.output()).toMatch(/done \[={20}\]/);
  expect(started.output()).toMatch(/FULL completed in [\d.]+ s\./);
});

test('--json prints one object to standard output and nothing else', async () => {
  const { code, stdout, output } = await run('sync high --json');

  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(output).toBe(stdout);
  expect(JSON.parse(stdout)).toMatchObject({
    workflowId: 'high-priority-sync-manual',
    kind: 'high',
    joined: false,
    status: 'completed',
    audit: { complete: true, requests: expect.any(Number) as number },
    error: null,
  });
});

test('a refresh prints its audit too', async () => {
  const { code, output } = await run('sync refresh');

  expect(code).toBe(0);
  expect(output).toMatch(/^REFRESH completed in /m);
  expect(output).toContain('on the ConversionList');
});

test('a run that misses a page exits with 3 and names the page', async () => {
  stack.sandbox.setFault({ when: { pages: [3] }, effect: { kind: 'status', status: 500 } });

  const { code, output } = await run('sync full --max-pages 5');

  expect(code).toBe(3);
  expect(output).toMatch(/^FULL incomplete in /m);
  expect(output).toMatch(/^ {2}Incomplete +page 3\b.*HTTP 500/m);
});

test('a run that fails exits with 1 and prints the reason', async () => {
  stack.sandbox.setFault({ effect: { kind: 'status', status: 401 } });

  const { code, output } = await run('sync high');

  expect(code).toBe(1);
  expect(output).toContain('the network refused the token');
});

test('Ctrl-C lets the run continue, and prints how to watch or cancel it', async () => {
  slowDown();
  started = startCli('sync full --concurrency 1', stack.environment, { columns: 100 });
  await started.waitFor(/\[[=-]{20}\] [1-9]\d*\/\d+ pages/);

  started.type('\x03');

  expect(await started.ended()).toBe(130);
  expect(started.output()).toContain('The run continues.');
  expect(started.output()).toContain('mobipium-sync cancel full-sync-manual');
  // The cursor is shown again.
  expect(started.output()).toContain('\x1b[?25h');
  expect((await stack.syncs.readSync('full-sync-manual'))?.status).toBe('running');

  started = startCli('sync full --concurrency 1', stack.environment);
  await started.waitFor(/^Joined the run in progress: full-sync-manual\.$/m);
  stack.sandbox.setFault(null);
  expect(await started.ended()).toBe(0);
});

test('an interrupted run with --json prints only to standard error', async () => {
  slowDown();
  const before = stack.sandbox.requests.total;
  started = startCli('sync full --concurrency 1 --json', stack.environment);
  await poll(
    'the run is in progress',
    async () => (await stack.syncs.readSync('full-sync-manual'))?.status === 'running',
  );

  // The child may not handle signals yet; it does once its run has sent a request.
  await poll('it asks for progress', () => stack.sandbox.requests.total > before);
  expect(await started.stop('SIGINT')).toBe(130);

  expect(started.stdout()).toBe('');
  expect(started.output()).toContain('mobipium-sync cancel full-sync-manual');
  stack.sandbox.setFault(null);
  await waitForEnd('full-sync-manual');
});

test('while a run with other parameters is in progress, another is refused with 5, and cancel ends it', async () => {
  slowDown();
  await stack.syncs.startSync('full', { concurrency: 1 });

  const refused = await run('sync full --max-pages 3');
  expect(refused.code).toBe(5);
  expect(refused.output).toContain('A run with other parameters is in progress: full-sync-manual');

  const cancelled = await run('cancel full-sync-manual');
  expect(cancelled).toMatchObject({ code: 0, output: 'Cancellation requested for full-sync-manual.\n' });
  await waitForEnd('full-sync-manual');
  expect((await stack.syncs.readSync('full-sync-manual'))?.status).toBe('cancelled');

  expect((await run('cancel full-sync-manual')).output).toContain('has already ended (cancelled)');
  const unknown = await run('cancel unknown-id');
  expect(unknown.code).toBe(1);
  expect(unknown.output).toContain('No run unknown-id found.');
});

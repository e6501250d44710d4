import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../../harness/poll';
import { runCli } from '../../../harness/processes/program';
import { runSync, waitForRun } from '../../../harness/run-sync';
import { findTestTemporalCli } from '../../../harness/servers/temporal';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { TASK_QUEUES } from '../../../src/client';

const FIXTURES = join(__dirname, '../../fixtures/histories');

interface Event {
  eventId: string;
  eventType: string;
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
}

let stack: TestStack;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mobipium-replay-'));
  stack = await startTestStack({ sandbox: { offers: 1_200 } });
  await runSync(stack, 'full');
  await runSync(stack, 'high');
});

afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const replay = (names: string) => runCli(`replay ${names}`, stack.environment);

function eventsOf(fixture: string): Event[] {
  const text = readFileSync(join(FIXTURES, `${fixture}.json`), 'utf8');
  return (JSON.parse(text) as { history: { events: Event[] } }).history.events;
}

function save(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function renumber(events: Event[]): Event[] {
  return events.map((event, at) => ({ ...event, eventId: String(at + 1) }));
}

test('several runs of every kind on the server fit, and chunks too', async () => {
  const { code, output } = await replay(
    'full-sync-manual high-priority-sync-manual full-sync-manual/pages-1-10',
  );

  expect(output).toMatch(/^ok +full-sync-manual: fullSync, \d+ events$/m);
  expect(output).toMatch(/^ok +high-priority-sync-manual: highPrioritySync, \d+ events$/m);
  expect(output).toMatch(/^ok +full-sync-manual\/pages-1-10: fullSyncChunk, \d+ events$/m);
  expect(code).toBe(0);
});

test('files of the Temporal CLI and of the Web UI fit', async () => {
  const id = 'full-sync-manual';
  const args = [
    'workflow',
    'show',
    '--address',
    stack.temporalServer.address,
    '--workflow-id',
    id,
    '--output',
    'json',
  ];
  const shown = execFileSync(await findTestTemporalCli(), args, { encoding: 'utf8' });
  const byCli = join(folder, 'shown.json');
  writeFileSync(byCli, shown);
  // The Web UI saves the events in the format of the server's HTTP API.
  const url = `${stack.temporalServer.uiUrl}/api/v1/namespaces/default/workflows/${id}/history`;
  const { history } = (await (await fetch(url)).json()) as { history: { events: Event[] } };
  const byUi = save('events.json', { events: history.events });
  const asList = save('list.json', history.events);

  const { code, output } = await replay(
    `${byCli} ${byUi} ${asList} ${join(FIXTURES, 'high-completed.json')}`,
  );

  expect(output.match(/^ok /gm)).toHaveLength(4);
  expect(code).toBe(0);
});

test('a difference names the first event that does not fit, and exits with 1; the other histories are still replayed', async () => {
  const other = eventsOf('full-completed');
  const changedAt = other.findLastIndex(({ eventType }) => eventType.endsWith('ACTIVITY_TASK_SCHEDULED'));
  other[changedAt]!.activityTaskScheduledEventAttributes!.activityType.name = 'copyNothing';
  const shorter = eventsOf('high-completed');
  const removedAt = shorter.findIndex(({ eventType }) => eventType.endsWith('ACTIVITY_TASK_SCHEDULED'));
  const changed = save('changed.json', { events: other });
  const removed = save('removed.json', { events: renumber(shorter.toSpliced(removedAt, 1)) });

  const { code, output } = await replay(`${changed} ${removed} ${join(FIXTURES, 'refresh-completed.json')}`);

  expect(output).toContain(
    `DIFFERS  ${changed}: fullSync, at event ${changedAt + 1} (ActivityTaskScheduled): Activity type of scheduled event 'copyNothing'`,
  );
  expect(output).toMatch(
    new RegExp(`^DIFFERS +${removed}: highPrioritySync, at event \\d+ \\(\\w+\\): .+`, 'm'),
  );
  expect(output).toMatch(/^ok .*refresh-completed/m);
  expect(output).not.toMatch(/TMPRL1100|WARN|^ +at /m);
  expect(code).toBe(1);

  const { stdout } = await replay(`--json ${changed}`);
  expect(JSON.parse(stdout)).toMatchObject({
    replays: [{ name: changed, difference: { eventId: changedAt + 1, eventType: 'ActivityTaskScheduled' } }],
  });
});

test('an incomplete history is refused, naming the event, and exits with 1', async () => {
  const events = eventsOf('full-completed');
  const taskEnd = events.findIndex(({ eventType }) => eventType.endsWith('WORKFLOW_TASK_COMPLETED'));
  const cases: [string, string][] = [
    [save('hole.json', { events: events.toSpliced(6, 1) }), 'event 7 is missing'],
    [save('headless.json', { events: events.slice(1) }), 'event 1 is missing'],
    [save('endless.json', renumber(events.toSpliced(taskEnd, 1))), `event ${taskEnd + 1} is EVENT_TYPE_`],
    [save('decoded.json', { events: [decoded(events[0]!), ...events.slice(1)] }), 'its payloads are decoded'],
    [save('offers.json', { offers: [] }), 'not a workflow history'],
    [save('empty.json', { events: [] }), 'not a workflow history'],
    [join(folder, 'missing.json'), 'no such file'],
    ['unknown-id', 'no such file, and no such workflow'],
  ];

  const { code, output } = await replay(cases.map(([name]) => name).join(' '));

  for (const [name, reason] of cases) expect(output).toContain(`INVALID  ${name}: ${reason}`);
  expect(code).toBe(1);
});

test('--running replays every run and chunk in progress, as far as it has got, and no other', async () => {
  expect(await replay('--running')).toMatchObject({ stdout: 'No runs in progress.\n', code: 0 });
  stack.sandbox.setFault({ when: { pages: [7] }, effect: { kind: 'hang' } });
  const full = await stack.syncs.startSync('full');
  await untilListed(['full-sync-manual', 'full-sync-manual/pages-1-10']);

  const { code, output } = await replay('--running');
  expect(output).toMatch(
    /^ok +full-sync-manual: fullSync, \d+ events\nok +full-sync-manual\/pages-1-10: fullSyncChunk, \d+ events\n/,
  );
  expect(output).not.toContain('high-priority');
  expect(code).toBe(0);

  // No worker knows this type, so the run stays open.
  const stuck = await stack.temporal.workflow.start('removedSync', {
    workflowId: 'removed-sync',
    taskQueue: TASK_QUEUES.high,
  });
  await untilListed(['removed-sync']);
  const withStuck = await replay('--running --json');
  const { replays } = JSON.parse(withStuck.stdout) as { replays: { name: string; difference: unknown }[] };
  expect(replays.map(({ name, difference }) => [name, difference === null])).toEqual([
    ['full-sync-manual', true],
    ['full-sync-manual/pages-1-10', true],
    ['removed-sync', false],
  ]);
  expect(withStuck.code).toBe(1);

  await stuck.terminate();
  stack.sandbox.setFault(null);
  await waitForRun(stack, full.workflowId, full.runId);
});

test('without a history and without --running it says what it expects', async () => {
  const { code, output } = await replay('');

  expect(output).toContain("expected a history, or '--running'");
  expect(code).toBe(2);
});

/** Wait until the server lists these workflows as running. */
const untilListed = (ids: readonly string[]) =>
  poll(`${ids.join(', ')} are listed`, async () => {
    const listed = new Set<string>();
    for await (const { workflowId } of stack.temporal.workflow.list({
      query: "ExecutionStatus = 'Running'",
    })) {
      listed.add(workflowId);
    }
    return ids.every((id) => listed.has(id));
  });

/** The event as the Web UI writes it with decoded payloads. */
function decoded(start: Event): Event {
  const { workflowExecutionStartedEventAttributes: started } = start as unknown as Record<string, object>;
  const input = { payloads: [{ maxPages: null }] };
  return { ...start, workflowExecutionStartedEventAttributes: { ...started, input } } as Event;
}

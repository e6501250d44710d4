import { compareToTruth } from '../support/compare-mirror';
import { lendMirror, type LentMirror } from '../support/mirror';
import { poll } from '../support/poll';
import { readEnd } from '../support/run-sync';

const NOW = Date.parse('2026-01-05T10:00:00Z');

/** Far below the server's own 4,096, so that a few chunks are enough. */
const SUGGESTED_AT_EVENTS = 60;

let mirror: LentMirror;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 40_000, clock: () => NOW },
    server: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AT_EVENTS },
  });
});

afterAll(() => mirror.stop());

test('a FULL of many pages goes on in new executions, and its audit is that of one run', async () => {
  const { active } = mirror.sandbox.catalogue.countsAt(NOW);
  const pages = Math.ceil(active / 100);
  const { workflowId, runId } = await mirror.syncs.startSync('full');

  const audit = await readEnd(mirror, workflowId, runId);

  expect(audit).toMatchObject({
    runId,
    status: 'completed',
    pagesPlanned: pages,
    pagesRead: pages,
    offersMet: active,
    offersNew: active,
    requests: pages + 1,
  });
  expect(await compareToTruth(mirror, NOW)).toMatchObject({ wrong: [], missing: [], copied: active });

  const executions = await poll('all executions are listed as closed', async () => {
    const found = [];
    for await (const execution of mirror.temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      found.push({ status: execution.status.name, events: execution.historyLength });
    }
    return found.length > 2 && found.every(({ status }) => status !== 'RUNNING') && found;
  });
  expect(executions.filter(({ status }) => status === 'CONTINUED_AS_NEW')).toHaveLength(
    executions.length - 1,
  );
  // The window drains before a new execution begins: twelve chunks more than what the server suggested.
  expect(Math.max(...executions.map(({ events }) => events))).toBeLessThan(SUGGESTED_AT_EVENTS + 12 * 12);
  expect((await mirror.syncs.readSync(workflowId))?.runId).toBe(runId);
}, 120_000);

import { Pool } from 'pg';
import { compareToTruth } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../../harness/mirror/run-sync';
import { poll } from '../../../../harness/poll';
import { spawnWorker, type WorkerProcess } from '../../../../harness/processes/worker-process';
import { createGate } from '../../../../harness/servers/gate';
import { lendLineTo, type LentProxy } from '../../../../harness/servers/tcp-proxy';
import type { FaultEffect } from '../../../../src/sandbox/faults/fault';
import type { BeforeAnswer } from '../../../../src/sandbox/serve-network';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const CUT_PAGE = 5;
const PAGES_AT_ONCE = 4;

let mirror: LentMirror;
let line: LentProxy;
let worker: WorkerProcess;
let database: Pool;
let beforeAnswer: BeforeAnswer | undefined;

/** The worker reaches the network over a line that can be cut. */
beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: {
      offers: 2_400,
      clock: () => NOW,
      latencyMs: 30,
      beforeAnswer: (...request) => beforeAnswer?.(...request),
    },
    settings: { FULL_SYNC_CONCURRENCY: String(PAGES_AT_ONCE) },
    withWorker: false,
  });
  database = new Pool({ connectionString: mirror.databaseUrl });
  const lent = await lendLineTo(mirror.sandbox.url);
  line = lent.line;
  worker = spawnWorker({ ...mirror.environment, MOBIPIUM_API_URL: lent.url });
  await worker.isReady();
  await runSync(mirror, 'full');
});

afterAll(async () => {
  await worker.kill();
  await line.close();
  await database.end();
  await mirror.stop();
});

beforeEach(() => {
  beforeAnswer = undefined;
  mirror.sandbox.reset();
});

/** The offers on one page of the scan. */
function idsOn(page: number): string[] {
  const ids = mirror.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
  return ids.slice((page - 1) * 100, page * 100);
}

/** How many of these offers have been observed since a moment of the database's clock. */
async function countObserved(offerIds: string[], since: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM offers WHERE offer_id = ANY($1) AND observed_at >= $2',
    [offerIds, since],
  );
  return rows[0]!.count;
}

async function expectTruth() {
  const { active } = mirror.sandbox.catalogue.countsAt(NOW);
  expect(await compareToTruth(mirror, NOW)).toMatchObject({ wrong: [], missing: [], copied: active });
}

test.each<FaultEffect>([{ kind: 'cut-body' }, { kind: 'wrong-length' }, { kind: 'reset' }])(
  'fault 4: of a page whose answer comes with %j no row is stored, and it is asked again',
  async (effect) => {
    const since = await mirror.store.readClock();
    const stored: number[] = [];
    beforeAnswer = async (_number, { pages, offers }) => {
      if (pages === String(CUT_PAGE) && offers === undefined) {
        stored.push(await countObserved(idsOn(CUT_PAGE), since));
      }
    };
    mirror.sandbox.setFault({ when: { pages: [CUT_PAGE], first: 2 }, effect });

    const audit = await runSync(mirror, 'full');

    expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 2 });
    expect(audit.requests).toBe(mirror.sandbox.requests.total);
    expect(stored).toEqual([0, 0, 0]);
    expect(await countObserved(idsOn(CUT_PAGE), since)).toBe(100);
    await expectTruth();
  },
);

test('fault 4: of batches of a HIGH that are cut no row is stored, and they are asked again', async () => {
  const since = await mirror.store.readClock();
  const storedOf: Record<string, number[]> = {};
  beforeAnswer = async (_number, { offers = '' }) => {
    (storedOf[offers] ??= []).push(await countObserved(offers.split(','), since));
  };
  mirror.sandbox.setFault({ when: { asked: 'by-id', first: 1 }, effect: { kind: 'cut-body' } });

  const audit = await runSync(mirror, 'high');

  expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 1 });
  expect(Object.values(storedOf).flat()).toEqual(Array(audit.requests).fill(0));
  const [cut = ''] = Object.keys(storedOf).filter((offers) => storedOf[offers]?.length === 2);
  expect(await countObserved(cut.split(','), since)).toBe(cut.split(',').length);
});

test.each([
  ['in the body', { kind: 'cut-after', bytes: 20_000 }],
  ['in the headers', { kind: 'cut-after', bytes: 20 }],
  ['as soon as something is asked', { kind: 'reset' }],
] as const)(
  'fault 4: while connections are reset %s no page is stored in part, and afterwards the FULL goes on',
  async (_where, manner) => {
    const since = await mirror.store.readClock();
    const gate = createGate();
    beforeAnswer = gate.beforeAnswer;
    gate.closeAfter(6);
    const full = await mirror.syncs.startSync('full');
    await poll('others are open', () => gate.held === PAGES_AT_ONCE);

    line.behave(manner);
    gate.open();
    await poll('some connections are reset', () => line.struck >= 8);
    const { active } = mirror.sandbox.catalogue.countsAt(NOW);
    const pages = Array.from({ length: Math.ceil(active / 100) }, (_, index) => idsOn(index + 1));
    const observed = await Promise.all(pages.map((ids) => countObserved(ids, since)));
    line.behave({ kind: 'pass' });
    const audit = await readEnd(mirror, full.workflowId, full.runId);

    const inPart = observed.filter((count, index) => count !== 0 && count !== pages[index]?.length);
    expect(inPart).toEqual([]);
    expect(observed.filter((count) => count > 0).length).toBeGreaterThan(0);
    expect(observed.filter((count) => count === 0).length).toBeGreaterThan(4);
    expect(audit).toMatchObject({ status: 'completed', complete: true, pagesRead: pages.length });
    expect(audit.retries).toBeGreaterThanOrEqual(4);
    await expectTruth();
  },
);

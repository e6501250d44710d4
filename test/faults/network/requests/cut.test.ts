import { Pool } from 'pg';
import { compareToTruth } from '../../../../harness/mirror/compare';
import { poll } from '../../../../harness/poll';
import { runSync, waitForRun } from '../../../../harness/run-sync';
import type { FaultEffect } from '../../../../src/sandbox';
import { countPages, idsOnPage } from '../../../harness/mirror';
import { runUnderFault, startFullUntilHeld } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const CUT_PAGE = 5;
const CONCURRENCY = 4;

/** The worker reaches the network through a proxy that can reset connections. */
const stack = useStack({
  sandbox: { offers: 2_400, latencyMs: 30 },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY) },
  worker: 'own-process',
  proxyTo: 'network',
});
let database: Pool;

beforeAll(async () => {
  database = new Pool({ connectionString: stack.databaseUrl });
  stack.cleanup.defer('database connections', () => database.end());
  await runSync(stack, 'full');
});

beforeEach(() => stack.reset());

/** The number of these offers that were observed since a time of the database's clock. */
async function countObserved(offerIds: string[], since: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM offers WHERE offer_id = ANY($1) AND observed_at >= $2',
    [offerIds, since],
  );
  return rows[0]!.count;
}

async function expectTruth() {
  expect(await compareToTruth(stack)).toMatchObject({ wrong: [], missing: [] });
}

test.each<FaultEffect>([{ kind: 'cut-body' }, { kind: 'wrong-length' }, { kind: 'reset' }])(
  'fault 4: no row of a page is stored when its response has the fault %j, and the page is read again',
  async (effect) => {
    const since = await stack.store.readClock();
    const page = idsOnPage(stack, CUT_PAGE);
    const stored: number[] = [];
    stack.beforeResponse = async (_number, { pages, offers }) => {
      if (pages === String(CUT_PAGE) && offers === undefined) stored.push(await countObserved(page, since));
    };

    const { audit, requests } = await runUnderFault(stack, { when: { pages: [CUT_PAGE], first: 2 }, effect });

    expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 2 });
    expect(audit.requests).toBe(requests);
    expect(stored).toEqual([0, 0, 0]);
    expect(await countObserved(page, since)).toBe(100);
    await expectTruth();
  },
);

test('fault 4: no row of a batch of HIGH is stored when its response is cut, and the batch is read again', async () => {
  const since = await stack.store.readClock();
  const storedOf: Record<string, number[]> = {};
  stack.beforeResponse = async (_number, { offers = '' }) => {
    (storedOf[offers] ??= []).push(await countObserved(offers.split(','), since));
  };

  const { audit } = await runUnderFault(
    stack,
    { when: { asked: 'by-id', first: 1 }, effect: { kind: 'cut-body' } },
    'high',
  );

  expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 1 });
  expect(Object.values(storedOf).flat()).toEqual(Array(audit.requests).fill(0));
  const [cut = ''] = Object.keys(storedOf).filter((offers) => storedOf[offers]?.length === 2);
  expect(await countObserved(cut.split(','), since)).toBe(cut.split(',').length);
});

test.each([
  ['in the body', { kind: 'cut-after', bytes: 20_000 }],
  ['in the headers', { kind: 'cut-after', bytes: 20 }],
  ['at the request', { kind: 'reset' }],
] as const)(
  'fault 4: no page is stored in part while connections are reset %s, and the FULL completes afterwards',
  async (_where, mode) => {
    const since = await stack.store.readClock();
    const { workflowId, runId } = await startFullUntilHeld(stack, 6, CONCURRENCY);

    stack.proxy.setMode(mode);
    stack.gate.open();
    await poll('connections are reset', () => stack.proxy.resets >= 8);
    const pages = Array.from({ length: countPages(stack) }, (_, index) => idsOnPage(stack, index + 1));
    const observed = await Promise.all(pages.map((ids) => countObserved(ids, since)));
    stack.proxy.setMode({ kind: 'pass' });
    const audit = await waitForRun(stack, workflowId, runId);

    const inPart = observed.filter((count, index) => count !== 0 && count !== pages[index]?.length);
    expect(inPart).toEqual([]);
    expect(observed.filter((count) => count > 0).length).toBeGreaterThan(0);
    expect(observed.filter((count) => count === 0).length).toBeGreaterThan(4);
    expect(audit).toMatchObject({ status: 'completed', complete: true, pagesRead: pages.length });
    expect(audit.retries).toBeGreaterThanOrEqual(4);
    await expectTruth();
  },
);

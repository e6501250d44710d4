import { readMirror } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { runSync } from '../../../../harness/mirror/run-sync';
import type { Fault } from '../../../../src/sandbox/faults/fault';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const SERVER_ERROR = { kind: 'status', status: 500 } as const;

/** The batch that is to fail: the one that asks for this offer. */
let unluckyOffer: string | undefined;

let mirror: LentMirror;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: {
      offers: 2_500,
      clock: () => NOW,
      beforeAnswer: (_number, { offers }) => {
        if (unluckyOffer === undefined) return;
        mirror.sandbox.setFault(offers?.split(',').includes(unluckyOffer) ? { effect: SERVER_ERROR } : null);
      },
    },
    settings: { FULL_PAGE_RETRY_FOR: '2s', HIGH_BATCH_RETRY_FOR: '2s', UPSTREAM_TIMEOUT: '1s' },
  });
});

afterAll(() => mirror.stop());

beforeEach(() => {
  unluckyOffer = undefined;
  mirror.sandbox.reset();
});

const activeIds = () => mirror.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });

/** When each offer was observed, and as what. */
async function readObservations() {
  const rows = await readMirror(mirror);
  return [...rows.values()].map(({ offerId, status, observedAt }) => ({ offerId, status, observedAt }));
}

async function withFault<T>(fault: Fault, use: () => Promise<T>): Promise<T> {
  mirror.sandbox.setFault(fault);
  try {
    return await use();
  } finally {
    mirror.sandbox.setFault(null);
  }
}

test('fault 11: a page that always fails is named; the others are stored, nothing is called gone, the list is rebuilt', async () => {
  const { catalogue } = mirror.sandbox;
  const before = await runSync(mirror, 'full');
  const pages = before.pagesPlanned ?? 0;
  const asked = mirror.sandbox.requests.total;
  const [converting] = [...(await readMirror(mirror, true)).keys()].filter(
    (id) => Math.floor(activeIds().indexOf(id) / 100) !== 2,
  );
  const changed = activeIds().at(-1)!;
  const removed = activeIds()[50]!;
  catalogue.stopConverting(converting!);
  catalogue.setField(changed, { payout: '77.77' });
  catalogue.remove(removed);

  const audit = await withFault({ when: { pages: [3] }, effect: SERVER_ERROR }, () =>
    runSync(mirror, 'full'),
  );

  expect(audit).toMatchObject({
    status: 'incomplete',
    complete: false,
    reasons: ['page 3: the network could not be reached (HTTP 500)'],
    error: null,
    pagesPlanned: pages,
    pagesRead: pages - 1,
    offersSwept: 0,
    offersGone: 0,
    listRemoved: 1,
    requests: mirror.sandbox.requests.total - asked,
    retries: mirror.sandbox.requests.total - asked - pages - 1,
  });
  expect(audit.retries).toBeGreaterThan(0);
  const rows = await readMirror(mirror);
  expect(rows.get(changed)?.payout).toBe('77.77');
  expect(rows.get(removed)?.status).toBe('Active');
  expect((await readMirror(mirror, true)).has(converting!)).toBe(false);

  expect(await runSync(mirror, 'full')).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    offersGone: 1,
  });
  expect((await readMirror(mirror)).get(removed)?.status).toBe('Unknown');
});

test('fault 11: a page that never answers is named with what the network did, not with what our clock did', async () => {
  const audit = await withFault({ when: { pages: [2] }, effect: { kind: 'hang' } }, () =>
    runSync(mirror, 'full'),
  );

  expect(audit.reasons).toEqual(['page 2: the network could not be reached (timeout after 1 s)']);
  expect(audit.requests).toBe(mirror.sandbox.requests.total);
});

test('fault 11: where every page fails, each is named up to twenty, and what the mirror holds stays', async () => {
  await runSync(mirror, 'full');
  const before = await readObservations();
  const pages = Array.from({ length: 30 }, (_, index) => index + 1);

  // The first request sizes up the catalogue.
  const faults = [
    { when: { pages, first: 1 }, effect: { kind: 'late', ms: 0 } as const },
    { effect: SERVER_ERROR },
  ];
  mirror.sandbox.setFault(faults);
  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({ status: 'incomplete', pagesRead: 0, offersMet: 0, offersGone: 0 });
  expect(audit.reasons).toHaveLength(21);
  expect(audit.reasons.at(-1)).toMatch(/^and \d+ more$/);
  expect(audit.listAfter).toBe(audit.listBefore);
  expect(await readObservations()).toEqual(before);
});

test('fault 11: a batch of HIGH that always fails is named, and the other batches are stored', async () => {
  const { catalogue } = mirror.sandbox;
  activeIds()
    .slice(0, 120)
    .forEach((id) => catalogue.convert(id));
  await runSync(mirror, 'full');
  const onList = [...(await readMirror(mirror, true)).keys()].sort();
  unluckyOffer = onList[0]!;
  const lucky = onList.at(-1)!;
  catalogue.pause(unluckyOffer);
  catalogue.pause(lucky);

  const audit = await runSync(mirror, 'high');

  expect(audit).toMatchObject({
    status: 'incomplete',
    pagesPlanned: Math.ceil(onList.length / 50),
    pagesRead: Math.ceil(onList.length / 50) - 1,
    offersPaused: 1,
    listRemoved: 1,
  });
  expect(audit.reasons).toHaveLength(1);
  expect(audit.reasons[0]).toMatch(/^batch 1 \(\d+ to \d+\): the network could not be reached \(HTTP 500\)$/);
  const rows = await readMirror(mirror);
  expect(rows.get(lucky)?.status).toBe('Paused');
  expect(rows.get(unluckyOffer)?.status).toBe('Active');
});

test('fault 11: a HIGH of which no batch can be had fails, and the next one is well', async () => {
  await runSync(mirror, 'full');
  mirror.sandbox.reset();

  const audit = await withFault({ when: { asked: 'by-id' }, effect: SERVER_ERROR }, () =>
    runSync(mirror, 'high'),
  );

  expect(audit).toMatchObject({ status: 'failed', complete: false, pagesRead: 0 });
  expect(audit.error).toMatch(/^batch \d .*: the network could not be reached \(HTTP 500\)$/);
  expect(audit.requests).toBe(mirror.sandbox.requests.total);
  expect(await mirror.syncs.readSync('high-priority-sync-manual')).toMatchObject({
    status: 'failed',
    error: audit.error,
  });
  expect(await runSync(mirror, 'high')).toMatchObject({ status: 'completed', error: null });
});

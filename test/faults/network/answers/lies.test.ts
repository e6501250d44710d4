import { readMirror } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { runSync } from '../../../../harness/mirror/run-sync';
import type { Fault, FaultEffect } from '../../../../src/sandbox/faults/fault';

const NOW = Date.parse('2026-01-05T10:00:00Z');

let mirror: LentMirror;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 1_200, clock: () => NOW },
    // Long enough for each page, so that whoever gives up does so by the count and not by the clock.
    settings: { FULL_PAGE_RETRY_FOR: '2m', HIGH_BATCH_RETRY_FOR: '2m' },
  });
  await runSync(mirror, 'full');
});

afterAll(() => mirror.stop());

beforeEach(() => mirror.sandbox.reset());

/** When each offer was observed, and as what; and what is on the list. */
async function readObservations() {
  const rows = await readMirror(mirror);
  return {
    offers: [...rows.values()].map(({ offerId, status, observedAt }) => ({ offerId, status, observedAt })),
    list: [...(await readMirror(mirror, true)).keys()],
  };
}

async function readObservationTimes(): Promise<Map<string, string>> {
  return new Map([...(await readMirror(mirror)).values()].map((row) => [row.offerId, row.observedAt]));
}

const requestsFor = (page: number) =>
  mirror.sandbox.requests.log.filter(({ params }) => params['pages'] === String(page) && !params['offers'])
    .length;

const REFUSED = 'the network refused the request (success is false)';
const broken = (detail: string) => `the network's answer is broken: ${detail}`;

const LIES: [FaultEffect, type: string, said: string][] = [
  [{ kind: 'success-false' }, 'UpstreamRejectedError', REFUSED],
  [{ kind: 'html' }, 'UpstreamBrokenAnswerError', broken('it is HTML, not JSON')],
  [{ kind: 'no-offers' }, 'UpstreamBrokenAnswerError', broken('its offers is not as agreed')],
  [{ kind: 'null-offers' }, 'UpstreamBrokenAnswerError', broken('its offers is not as agreed')],
  [{ kind: 'json-null' }, 'UpstreamBrokenAnswerError', broken('its shape is not as agreed')],
];
const NOTHING_AT_ALL = { kind: 'total-zero' } as const;
const NO_OFFERS_AT_ALL = broken('it says that there are no offers at all');

test.each(LIES)(
  'fault 5: %j three times in a row fails a FULL and a HIGH by name, and leaves mirror and list as they were',
  async (effect, type, said) => {
    const before = await readObservations();
    mirror.sandbox.setFault({ effect });

    const [full, high] = await Promise.all([runSync(mirror, 'full'), runSync(mirror, 'high')]);

    expect(full).toMatchObject({ status: 'failed', error: said, requests: 3, retries: 2, offersGone: 0 });
    const batches = high.pagesPlanned ?? 0;
    expect(batches).toBeGreaterThan(0);
    expect(high).toMatchObject({ status: 'failed', listAfter: null, retries: 2 * batches });
    expect(high.error).toMatch(/^batch \d .*: the network/);
    expect(high.error?.endsWith(said)).toBe(true);
    expect(mirror.sandbox.requests.total).toBe(3 + 3 * batches);
    expect(await readObservations()).toEqual(before);
    const result = mirror.temporal.workflow.getHandle('full-sync-manual').result();
    await expect(result).rejects.toMatchObject({ cause: { type, message: said } });
  },
);

test('fault 5: a catalogue of nothing fails a FULL by name; a HIGH notes what it was not given; both leave mirror and list', async () => {
  const before = await readObservations();
  mirror.sandbox.setFault({ effect: NOTHING_AT_ALL });

  const [full, high] = await Promise.all([runSync(mirror, 'full'), runSync(mirror, 'high')]);

  expect(full).toMatchObject({ status: 'failed', error: NO_OFFERS_AT_ALL, requests: 3, offersGone: 0 });
  expect(high).toMatchObject({
    status: 'completed',
    offersMet: 0,
    offersAbsent: before.list.length,
    listRemoved: 0,
  });
  expect(await readObservations()).toEqual(before);
});

test('fault 5: pages that lie three times in a row are given up and named, the offers on them stay, the others go on', async () => {
  const before = await readObservationTimes();
  const lies = [
    ...LIES.map(([effect, , said]) => ({ effect, said })),
    { effect: NOTHING_AT_ALL, said: NO_OFFERS_AT_ALL },
  ];
  const lying = lies.map(({ effect, said }, index) => ({ page: index + 2, effect, said }));
  mirror.sandbox.setFault(lying.map(({ page, effect }): Fault => ({ when: { pages: [page] }, effect })));

  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({
    status: 'incomplete',
    pagesRead: (audit.pagesPlanned ?? 0) - lying.length,
    requests: mirror.sandbox.requests.total,
    offersSwept: 0,
    offersGone: 0,
    listRemoved: 0,
    listAdded: 0,
  });
  expect([...audit.reasons].sort()).toEqual(lying.map(({ page, said }) => `page ${page}: ${said}`));
  expect(lying.map(({ page }) => requestsFor(page))).toEqual(lying.map(() => 3));
  const after = await readObservationTimes();
  const ids = mirror.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
  const offersOn = (page: number) => ids.slice((page - 1) * 100, page * 100);
  const unseen = lying.flatMap(({ page }) => offersOn(page)).filter((id) => before.has(id));
  expect(unseen.map((id) => after.get(id))).toEqual(unseen.map((id) => before.get(id)));
  expect(after.size).toBe(before.size);
  expect(after.get(offersOn(1)[0]!)).not.toBe(before.get(offersOn(1)[0]!));
});

test('fault 5: two broken answers, a server error, two more broken answers: the page is had with the sixth', async () => {
  const hit = (times: number, effect: FaultEffect): Fault => ({ when: { pages: [4], first: times }, effect });
  mirror.sandbox.setFault([
    hit(2, { kind: 'success-false' }),
    hit(1, { kind: 'status', status: 500 }),
    hit(2, { kind: 'html' }),
  ]);

  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 5 });
  expect(requestsFor(4)).toBe(6);
});

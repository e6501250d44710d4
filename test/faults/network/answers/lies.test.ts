import { readMirror } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../../harness/stack';
import type { Fault, FaultEffect } from '../../../../src/sandbox';

const NOW = Date.parse('2026-01-05T10:00:00Z');

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 1_200, clock: () => NOW },
    // Long enough for each page, so that whoever gives up does so by the count and not by the clock.
    settings: { FULL_PAGE_RETRY_FOR: '2m', HIGH_BATCH_RETRY_FOR: '2m' },
  });
  await runSync(stack, 'full');
});

afterAll(() => stack.stop());

beforeEach(() => stack.sandbox.reset());

/** When each offer was observed, and as what; and what is on the list. */
async function readObservations() {
  const rows = await readMirror(stack);
  return {
    offers: [...rows.values()].map(({ offerId, status, observedAt }) => ({ offerId, status, observedAt })),
    list: [...(await readMirror(stack, true)).keys()],
  };
}

async function readObservationTimes(): Promise<Map<string, string>> {
  return new Map([...(await readMirror(stack)).values()].map((row) => [row.offerId, row.observedAt]));
}

const requestsFor = (page: number) =>
  stack.sandbox.requests.log.filter(({ params }) => params['pages'] === String(page) && !params['offers'])
    .length;

const REFUSED = 'the network refused the request (success is false)';
const broken = (detail: string) => `the network's answer is broken: ${detail}`;

const LIES: [FaultEffect, type: string, said: string][] = [
  [{ kind: 'success-false' }, 'UpstreamRejectedError', REFUSED],
  [{ kind: 'html' }, 'UpstreamBrokenAnswerError', broken('it is HTML, not JSON')],
  [{ kind: 'no-offers' }, 'UpstreamBrokenAnswerError', broken('its offers is not as expected')],
  [{ kind: 'null-offers' }, 'UpstreamBrokenAnswerError', broken('its offers is not as expected')],
  [{ kind: 'json-null' }, 'UpstreamBrokenAnswerError', broken('its shape is not as expected')],
];
const NOTHING_AT_ALL = { kind: 'total-zero' } as const;
const NO_OFFERS_AT_ALL = broken('it states that there are no offers');

test.each(LIES)(
  'fault 5: %j three times in a row fails a FULL and a HIGH by name, and leaves mirror and list as they were',
  async (effect, type, said) => {
    const before = await readObservations();
    stack.sandbox.setFault({ effect });

    const [full, high] = await Promise.all([runSync(stack, 'full'), runSync(stack, 'high')]);

    expect(full).toMatchObject({ status: 'failed', error: said, requests: 3, retries: 2, offersGone: 0 });
    const batches = high.pagesPlanned ?? 0;
    expect(batches).toBeGreaterThan(0);
    expect(high).toMatchObject({ status: 'failed', listAfter: null, retries: 2 * batches });
    expect(high.error).toMatch(/^batch \d .*: the network/);
    expect(high.error?.endsWith(said)).toBe(true);
    expect(stack.sandbox.requests.total).toBe(3 + 3 * batches);
    expect(await readObservations()).toEqual(before);
    const result = stack.temporal.workflow.getHandle('full-sync-manual').result();
    await expect(result).rejects.toMatchObject({ cause: { type, message: said } });
  },
);

test('fault 5: a catalogue of nothing fails a FULL by name; a HIGH notes what it was not given; both leave mirror and list', async () => {
  const before = await readObservations();
  stack.sandbox.setFault({ effect: NOTHING_AT_ALL });

  const [full, high] = await Promise.all([runSync(stack, 'full'), runSync(stack, 'high')]);

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
  stack.sandbox.setFault(lying.map(({ page, effect }): Fault => ({ when: { pages: [page] }, effect })));

  const audit = await runSync(stack, 'full');

  expect(audit).toMatchObject({
    status: 'incomplete',
    pagesRead: (audit.pagesPlanned ?? 0) - lying.length,
    requests: stack.sandbox.requests.total,
    offersSwept: 0,
    offersGone: 0,
    listRemoved: 0,
    listAdded: 0,
  });
  expect([...audit.reasons].sort()).toEqual(lying.map(({ page, said }) => `page ${page}: ${said}`));
  expect(lying.map(({ page }) => requestsFor(page))).toEqual(lying.map(() => 3));
  const after = await readObservationTimes();
  const ids = stack.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
  const offersOn = (page: number) => ids.slice((page - 1) * 100, page * 100);
  const unseen = lying.flatMap(({ page }) => offersOn(page)).filter((id) => before.has(id));
  expect(unseen.map((id) => after.get(id))).toEqual(unseen.map((id) => before.get(id)));
  expect(after.size).toBe(before.size);
  expect(after.get(offersOn(1)[0]!)).not.toBe(before.get(offersOn(1)[0]!));
});

test('fault 5: two broken answers, a server error, two more broken answers: the page is had with the sixth', async () => {
  const hit = (times: number, effect: FaultEffect): Fault => ({ when: { pages: [4], first: times }, effect });
  stack.sandbox.setFault([
    hit(2, { kind: 'success-false' }),
    hit(1, { kind: 'status', status: 500 }),
    hit(2, { kind: 'html' }),
  ]);

  const audit = await runSync(stack, 'full');

  expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 5 });
  expect(requestsFor(4)).toBe(6);
});

import { readMirror } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import type { Fault, FaultEffect } from '../../../../src/sandbox';
import { idsOnPage, readObservations } from '../../../harness/mirror';
import { runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const stack = useStack({
  sandbox: { offers: 1_200 },
  // Long enough for each page, so that the number of attempts ends the retries and not the time.
  settings: { FULL_PAGE_RETRY_FOR: '2m', HIGH_BATCH_RETRY_FOR: '2m' },
});

beforeAll(() => runSync(stack, 'full'));

beforeEach(() => stack.reset());

/** The latest observation of every offer, and the ConversionList. */
const readState = async () => ({
  offers: await readObservations(stack),
  list: [...(await readMirror(stack, true)).keys()],
});

const readObservationTimes = async () =>
  new Map((await readObservations(stack)).map(({ offerId, observedAt }) => [offerId, observedAt]));

const countRequestsFor = (page: number) =>
  stack.sandbox.requests.log.filter(({ params }) => params['pages'] === String(page) && !params['offers'])
    .length;

const REJECTED = 'the network refused the request (success is false)';
const broken = (detail: string) => `the network's answer is broken: ${detail}`;

const LIES: [FaultEffect, type: string, message: string][] = [
  [{ kind: 'success-false' }, 'UpstreamRejectedError', REJECTED],
  [{ kind: 'html' }, 'UpstreamBrokenAnswerError', broken('it is HTML, not JSON')],
  [{ kind: 'no-offers' }, 'UpstreamBrokenAnswerError', broken('its offers is not as expected')],
  [{ kind: 'null-offers' }, 'UpstreamBrokenAnswerError', broken('its offers is not as expected')],
  [{ kind: 'json-null' }, 'UpstreamBrokenAnswerError', broken('its shape is not as expected')],
];
const EMPTY_CATALOGUE = { kind: 'total-zero' } as const;
const EMPTY_CATALOGUE_MESSAGE = broken('it states that there are no offers');

test.each(LIES)(
  'fault 5: %j three times in a row fails a FULL and a HIGH with its reason; mirror and list are unchanged',
  async (effect, type, message) => {
    const before = await readState();
    stack.sandbox.setFault({ effect });

    const [full, high] = await Promise.all([runSync(stack, 'full'), runSync(stack, 'high')]);

    expect(full).toMatchObject({ status: 'failed', error: message, requests: 3, retries: 2, offersGone: 0 });
    const batches = high.pagesPlanned ?? 0;
    expect(batches).toBeGreaterThan(0);
    expect(high).toMatchObject({ status: 'failed', listAfter: null, retries: 2 * batches });
    expect(high.error).toMatch(/^batch \d .*: the network/);
    expect(high.error?.endsWith(message)).toBe(true);
    expect(stack.sandbox.requests.total).toBe(3 + 3 * batches);
    expect(await readState()).toEqual(before);
    const result = stack.temporal.workflow.getHandle('full-sync-manual').result();
    await expect(result).rejects.toMatchObject({ cause: { type, message } });
  },
);

test('fault 5: an empty catalogue fails a FULL with its reason; a HIGH reports the absent offers; mirror and list are unchanged', async () => {
  const before = await readState();
  stack.sandbox.setFault({ effect: EMPTY_CATALOGUE });

  const [full, high] = await Promise.all([runSync(stack, 'full'), runSync(stack, 'high')]);

  expect(full).toMatchObject({
    status: 'failed',
    error: EMPTY_CATALOGUE_MESSAGE,
    requests: 3,
    offersGone: 0,
  });
  expect(high).toMatchObject({
    status: 'incomplete',
    offersMet: 0,
    offersAbsent: before.list.length,
    listRemoved: 0,
  });
  expect(await readState()).toEqual(before);
});

test('fault 5: pages with three false responses in a row are reported, their offers are unchanged, the others are stored', async () => {
  const before = await readObservationTimes();
  const lies = [
    ...LIES.map(([effect, , message]) => ({ effect, message })),
    { effect: EMPTY_CATALOGUE, message: EMPTY_CATALOGUE_MESSAGE },
  ].map((lie, index) => ({ ...lie, page: index + 2 }));

  const { audit, requests } = await runUnderFault(
    stack,
    lies.map(({ page, effect }): Fault => ({ when: { pages: [page] }, effect })),
  );

  expect(audit).toMatchObject({
    status: 'incomplete',
    pagesRead: (audit.pagesPlanned ?? 0) - lies.length,
    requests,
    offersSwept: 0,
    offersGone: 0,
    listRemoved: 0,
    listAdded: 0,
  });
  expect([...audit.reasons].sort()).toEqual(lies.map(({ page, message }) => `page ${page}: ${message}`));
  expect(lies.map(({ page }) => countRequestsFor(page))).toEqual(lies.map(() => 3));
  const after = await readObservationTimes();
  const unread = lies.flatMap(({ page }) => idsOnPage(stack, page)).filter((id) => before.has(id));
  expect(unread.map((id) => after.get(id))).toEqual(unread.map((id) => before.get(id)));
  expect(after.size).toBe(before.size);
  const [read] = idsOnPage(stack, 1);
  expect(after.get(read!)).not.toBe(before.get(read!));
});

test('fault 5: after two broken answers, a server error and two broken answers, the sixth attempt reads the page', async () => {
  const fault = (first: number, effect: FaultEffect): Fault => ({ when: { pages: [4], first }, effect });

  const { audit } = await runUnderFault(stack, [
    fault(2, { kind: 'success-false' }),
    fault(1, { kind: 'status', status: 500 }),
    fault(2, { kind: 'html' }),
  ]);

  expect(audit).toMatchObject({ status: 'completed', complete: true, retries: 5 });
  expect(countRequestsFor(4)).toBe(6);
});

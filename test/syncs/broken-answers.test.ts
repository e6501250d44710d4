import type { Fault, FaultEffect } from '../../src/sandbox/faults/fault';
import { readMirror } from '../support/compare-mirror';
import { lendMirror, type LentMirror } from '../support/mirror';
import { runSync } from '../support/run-sync';

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

const requestsFor = (page: number) =>
  mirror.sandbox.requests.log.filter(({ params }) => params['pages'] === String(page) && !params['offers'])
    .length;

const BAD_ANSWERS: [FaultEffect, string, string][] = [
  [{ kind: 'success-false' }, 'UpstreamRejectedError', 'the network refused the request (success is false)'],
  [{ kind: 'html' }, 'UpstreamBrokenAnswerError', "the network's answer is broken: it is HTML, not JSON"],
  [
    { kind: 'no-offers' },
    'UpstreamBrokenAnswerError',
    "the network's answer is broken: its offers is not as agreed",
  ],
];

test.each(BAD_ANSWERS)(
  '%j three times in a row fails a FULL that sizes up the catalogue',
  async (effect, type, said) => {
    const before = await readObservations();
    mirror.sandbox.setFault({ effect });

    const audit = await runSync(mirror, 'full');

    expect(audit).toMatchObject({ status: 'failed', error: said, requests: 3, retries: 2, offersGone: 0 });
    expect(mirror.sandbox.requests.total).toBe(3);
    expect(await readObservations()).toEqual(before);
    const result = mirror.temporal.workflow.getHandle('full-sync-manual').result();
    await expect(result).rejects.toMatchObject({ cause: { type, message: said } });
  },
);

test('a page that is broken three times in a row is given up and named; the others go on', async () => {
  mirror.sandbox.setFault({ when: { pages: [4] }, effect: { kind: 'success-false' } });

  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({
    status: 'incomplete',
    reasons: ['page 4: the network refused the request (success is false)'],
    pagesRead: (audit.pagesPlanned ?? 0) - 1,
    requests: mirror.sandbox.requests.total,
    offersSwept: 0,
    offersGone: 0,
  });
  expect(requestsFor(4)).toBe(3);
});

test('a HIGH that gets broken answers asks three times a batch, fails, and leaves mirror and list as they were', async () => {
  const before = await readObservations();
  mirror.sandbox.setFault({ effect: { kind: 'html' } });

  const audit = await runSync(mirror, 'high');

  expect(audit).toMatchObject({ status: 'failed', listAfter: null, retries: 2 * (audit.pagesPlanned ?? 0) });
  expect(audit.error).toMatch(/^batch 1 .*: the network's answer is broken: it is HTML, not JSON$/);
  expect(mirror.sandbox.requests.total).toBe(3 * (audit.pagesPlanned ?? 0));
  expect(await readObservations()).toEqual(before);
});

test('two broken answers, a server error, two more broken answers: the page is had with the sixth', async () => {
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

import { compareToTruth } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import type { Catalogue, FaultEffect } from '../../../../src/sandbox';
import { activeIds, countPages } from '../../../harness/mirror';
import { runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const stack = useStack({ sandbox: { offers: 2_400 }, settings: { FULL_SYNC_CONCURRENCY: '2' } });

beforeEach(async () => {
  stack.reset();
  await runSync(stack, 'full', { status: 'any' });
});

const countActive = () => activeIds(stack).length;

const runUnder = (effect: FaultEffect, when: { pages?: number[]; first?: number } = {}) =>
  runUnderFault(stack, { when, effect });

/** Run a FULL that reads one page at a time, and change the catalogue before the fourth response. */
function runWithChange(change: (catalogue: Catalogue) => void) {
  const before = stack.sandbox.requests.total;
  stack.beforeResponse = (number, _params, catalogue) => {
    if (number === before + 4) change(catalogue);
  };
  return runSync(stack, 'full', { concurrency: 1 });
}

async function expectTruth() {
  const { wrong, missing } = await compareToTruth(stack);
  expect({ wrong, missing }).toEqual({ wrong: [], missing: [] });
}

test.each<FaultEffect>([{ kind: 'empty-page' }, { kind: 'short-page' }])(
  'fault 6: a page in the middle that is %j once is read again, and the run is complete',
  async (effect) => {
    const { audit, requests } = await runUnder(effect, { pages: [7], first: 1 });

    const pages = countPages(stack);
    expect(audit).toMatchObject({
      status: 'completed',
      complete: true,
      pagesPlanned: pages,
      pagesRead: pages,
      offersDistinct: countActive(),
      offersGone: 0,
    });
    expect(audit.pagesReread).toBeGreaterThan(0);
    expect(audit.requests).toBe(requests);
    await expectTruth();
  },
);

test.each<FaultEffect>([{ kind: 'empty-page' }, { kind: 'short-page' }])(
  'fault 6: a page in the middle that is always %j does not end the scan: the run is incomplete and reports the reason',
  async (effect) => {
    // Only a sweep could find this.
    stack.sandbox.catalogue.remove(activeIds(stack).at(-1)!);

    const { audit, requests } = await runUnder(effect, { pages: [7] });

    const pages = countPages(stack);
    expect(audit).toMatchObject({ status: 'incomplete', pagesRead: pages, offersSwept: 0, offersGone: 0 });
    expect(audit.reasons).toEqual([
      expect.stringMatching(/^pages shifted, or came short, and \d gaps between them could not be closed$/),
    ]);
    expect(audit.offersDistinct).toBeGreaterThanOrEqual(countActive() - 100);
    expect(requests).toBeLessThanOrEqual(2 * pages + 20);
  },
);

test('fault 6: page 1 in response to every page number is rejected as another page, after three attempts each', async () => {
  const { audit, requests } = await runUnder({ kind: 'same-page' });

  const pages = audit.pagesPlanned ?? 0;
  expect(pages).toBeGreaterThan(15);
  expect(audit).toMatchObject({ status: 'incomplete', pagesRead: 1, offersMet: 100, offersGone: 0 });
  expect(audit.reasons).toHaveLength(pages - 1);
  expect(audit.reasons).toContain("page 2: the network's answer is broken: it is not the requested page");
  expect(requests).toBe(2 + 3 * (pages - 1));
});

test('fault 6: page 1 in response to every page number, labelled as the requested page, makes the run incomplete without a loop', async () => {
  const { audit, requests } = await runUnder({ kind: 'same-page', asAsked: true });

  const pages = audit.pagesPlanned ?? 0;
  expect(audit).toMatchObject({
    status: 'incomplete',
    pagesRead: pages,
    offersMet: 100 * pages,
    offersDistinct: 100,
    offersSwept: 0,
    offersGone: 0,
  });
  expect(audit.reasons).toEqual([expect.stringContaining(`met 100 of ${countActive()} offers`)]);
  expect(requests).toBeLessThanOrEqual(2 * pages + 20);
});

test('fault 7: a catalogue that shrinks during the scan is followed, and the offers that left are found by id', async () => {
  const planned = countPages(stack);
  const leaving = activeIds(stack).slice(-250);

  const audit = await runWithChange((catalogue) => leaving.forEach((id) => catalogue.pause(id)));

  expect(audit).toMatchObject({ status: 'completed', offersPaused: 250 });
  expect(audit.pagesPlanned).toBeLessThan(planned - 1);
  await expectTruth();
});

test('fault 7: a number of pages that is a string is accepted', async () => {
  const pages = countPages(stack);

  const { audit } = await runUnder({ kind: 'total-pages', value: String(pages) });

  expect(audit).toMatchObject({ status: 'completed', pagesPlanned: pages, pagesRead: pages });
});

test('fault 7: a few pages too many are requested, are empty, and the run completes', async () => {
  const pages = countPages(stack);

  const { audit, requests } = await runUnder({ kind: 'total-pages', value: pages + 3 });

  expect(audit).toMatchObject({ status: 'completed', pagesRead: pages + 3, offersDistinct: countActive() });
  // Rereads depend on what has changed since the last run.
  expect(requests - audit.pagesReread!).toBeLessThanOrEqual(pages + 4);
});

test.each<[number | string, string]>([
  [1e9, 'it states more than 100000 pages'],
  ['many', 'its meta/total_pages is not as expected'],
])('fault 7: %j pages are rejected, at the start and during a run', async (value, detail) => {
  const { audit: atStart, requests } = await runUnder({ kind: 'total-pages', value });
  const { audit: duringRun } = await runUnder({ kind: 'total-pages', value }, { pages: [5] });

  const message = `the network's answer is broken: ${detail}`;
  expect(atStart).toMatchObject({ status: 'failed', error: message });
  expect(requests).toBe(3);
  const pages = countPages(stack);
  expect(duringRun).toMatchObject({
    status: 'incomplete',
    reasons: [`page 5: ${message}`],
    pagesPlanned: pages,
    pagesRead: pages - 1,
  });
});

// The last test: a reset of the sandbox removes the added offers, but the mirror keeps them.
test('fault 7: a catalogue that grows during the scan is followed to its new end', async () => {
  const planned = countPages(stack);

  const audit = await runWithChange((catalogue) => {
    for (let added = 0; added < 250; added += 1) catalogue.add();
  });

  expect(countPages(stack)).toBeGreaterThan(planned + 1);
  expect(audit).toMatchObject({ status: 'completed', pagesRead: countPages(stack) });
  await expectTruth();
});

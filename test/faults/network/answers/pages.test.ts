import { compareToTruth } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../../harness/stack';
import type { FaultEffect, BeforeResponse } from '../../../../src/sandbox';

const NOW = Date.parse('2026-01-05T10:00:00Z');

let stack: TestStack;
let beforeResponse: BeforeResponse | undefined;

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: {
      offers: 2_400,
      clock: () => NOW,
      beforeResponse: (...request) => beforeResponse?.(...request),
    },
    settings: { FULL_SYNC_CONCURRENCY: '2' },
  });
});

afterAll(() => stack.stop());

beforeEach(async () => {
  beforeResponse = undefined;
  stack.sandbox.reset();
  await runSync(stack, 'full', { status: 'any' });
});

const countActive = () => stack.sandbox.catalogue.countsAt(NOW).active;
const activeIds = () => stack.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });

/** A FULL under a fault, and what it asked for. */
async function runUnder(effect: FaultEffect, when: { pages?: number[]; first?: number } = {}) {
  const { sandbox } = stack;
  const before = sandbox.requests.total;
  sandbox.setFault({ when, effect });
  const audit = await runSync(stack, 'full');
  sandbox.setFault(null);
  return { audit, asked: sandbox.requests.total - before };
}

async function expectTruth() {
  const compared = await compareToTruth(stack, NOW);
  expect({ wrong: compared.wrong, missing: compared.missing }).toEqual({ wrong: [], missing: [] });
}

test.each<FaultEffect>([{ kind: 'empty-page' }, { kind: 'short-page' }])(
  'fault 6: a page in the middle that comes as %j once is looked at again, and the run is complete',
  async (effect) => {
    const { audit, asked } = await runUnder(effect, { pages: [7], first: 1 });

    const pages = Math.ceil(countActive() / 100);
    expect(audit).toMatchObject({
      status: 'completed',
      complete: true,
      pagesPlanned: pages,
      pagesRead: pages,
      offersDistinct: countActive(),
      offersGone: 0,
    });
    expect(audit.pagesReread).toBeGreaterThan(0);
    expect(audit.requests).toBe(asked);
    await expectTruth();
  },
);

test.each<FaultEffect>([{ kind: 'empty-page' }, { kind: 'short-page' }])(
  'fault 6: a page in the middle that always comes as %j is not the end of the scan: the run is incomplete and says why',
  async (effect) => {
    // What only a sweep could find.
    stack.sandbox.catalogue.remove(activeIds().at(-1)!);

    const { audit, asked } = await runUnder(effect, { pages: [7] });

    const pages = Math.ceil(countActive() / 100);
    expect(audit).toMatchObject({ status: 'incomplete', pagesRead: pages, offersSwept: 0, offersGone: 0 });
    expect(audit.reasons).toEqual([
      expect.stringMatching(/^pages shifted, or came short, and \d gaps between them could not be closed$/),
    ]);
    expect(audit.offersDistinct).toBeGreaterThanOrEqual(countActive() - 100);
    expect(asked).toBeLessThanOrEqual(2 * pages + 20);
  },
);

test('fault 6: the same page for every number is refused as another page than was asked for, three times each', async () => {
  const { audit, asked } = await runUnder({ kind: 'same-page' });

  const pages = audit.pagesPlanned ?? 0;
  expect(pages).toBeGreaterThan(15);
  expect(audit).toMatchObject({ status: 'incomplete', pagesRead: 1, offersMet: 100, offersGone: 0 });
  expect(audit.reasons).toHaveLength(pages - 1);
  expect(audit.reasons).toContain("page 2: the network's answer is broken: it is not the requested page");
  expect(asked).toBe(2 + 3 * (pages - 1));
});

test('fault 6: the same page for every number that claims to be the one asked for ends in an incomplete run, not in a loop', async () => {
  const { audit, asked } = await runUnder({ kind: 'same-page', asAsked: true });

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
  expect(asked).toBeLessThanOrEqual(2 * pages + 20);
});

test('fault 7: a catalogue that shrinks while it is read is followed too, and what left is found by id', async () => {
  const before = stack.sandbox.requests.total;
  const planned = Math.ceil(countActive() / 100);
  const leaving = activeIds().slice(-250);
  beforeResponse = (number, _params, catalogue) => {
    if (number === before + 4) for (const id of leaving) catalogue.pause(id);
  };

  const audit = await runSync(stack, 'full', { concurrency: 1 });

  expect(audit).toMatchObject({ status: 'completed', offersPaused: 250 });
  expect(audit.pagesPlanned).toBeLessThan(planned - 1);
  await expectTruth();
});

test('fault 7: a number of pages that comes as text is a number', async () => {
  const pages = Math.ceil(countActive() / 100);

  const { audit } = await runUnder({ kind: 'total-pages', value: String(pages) });

  expect(audit).toMatchObject({ status: 'completed', pagesPlanned: pages, pagesRead: pages });
});

test('fault 7: some pages too many are asked for, found empty, and do no harm', async () => {
  const pages = Math.ceil(countActive() / 100);

  const { audit, asked } = await runUnder({ kind: 'total-pages', value: pages + 3 });

  expect(audit).toMatchObject({ status: 'completed', pagesRead: pages + 3, offersDistinct: countActive() });
  expect(asked).toBeLessThanOrEqual(pages + 4);
});

test.each<[number | string, string]>([
  [1e9, 'it states more than 100000 pages'],
  ['many', 'its meta/total_pages is not as expected'],
])('fault 7: %j pages are refused, at the start and in mid-run', async (value, said) => {
  const { audit: atStart, asked } = await runUnder({ kind: 'total-pages', value });
  const { audit: inMidRun } = await runUnder({ kind: 'total-pages', value }, { pages: [5] });

  const sentence = `the network's answer is broken: ${said}`;
  expect(atStart).toMatchObject({ status: 'failed', error: sentence });
  expect(asked).toBe(3);
  const pages = Math.ceil(countActive() / 100);
  expect(inMidRun).toMatchObject({
    status: 'incomplete',
    reasons: [`page 5: ${sentence}`],
    pagesPlanned: pages,
    pagesRead: pages - 1,
  });
});

// The last one: what it adds, the mirror remembers when the sandbox has forgotten it.
test('fault 7: a catalogue that grows while it is read is followed to its new end', async () => {
  const before = stack.sandbox.requests.total;
  const planned = Math.ceil(countActive() / 100);
  beforeResponse = (number, _params, catalogue) => {
    if (number === before + 4) for (let added = 0; added < 250; added += 1) catalogue.add();
  };

  const audit = await runSync(stack, 'full', { concurrency: 1 });

  expect(Math.ceil(countActive() / 100)).toBeGreaterThan(planned + 1);
  expect(audit).toMatchObject({ status: 'completed', pagesRead: Math.ceil(countActive() / 100) });
  await expectTruth();
});

import { compareToTruth, readMirror } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { runSync } from '../../../../harness/mirror/run-sync';
import type { BeforeAnswer } from '../../../../src/sandbox/serve-network';

const NOW = Date.parse('2026-01-05T10:00:00Z');

let mirror: LentMirror;
let beforeAnswer: BeforeAnswer | undefined;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: {
      offers: 1_200,
      clock: () => NOW,
      beforeAnswer: (...request) => beforeAnswer?.(...request),
    },
  });
});

afterAll(() => mirror.stop());

beforeEach(async () => {
  beforeAnswer = undefined;
  mirror.sandbox.reset();
  await runSync(mirror, 'full', { status: 'any' });
});

/**
 * Let the last offer of page 2 slip onto page 3 the moment before that one is asked for, with another payout there:
 * an offer in front of it becomes Active. Returns its id, and the pages in the order in which they came to be asked for.
 */
function letAnOfferSlip(payout: string) {
  const { catalogue } = mirror.sandbox;
  const slipping = catalogue.idsAt(NOW, { order: 'ID', status: 'Active' })[199]!;
  const [paused] = catalogue.idsAt(NOW, { order: 'ID', status: 'Paused' });
  expect(Number(paused)).toBeLessThan(Number(slipping));
  const asked: string[] = [];
  beforeAnswer = (_number, { pages, offers }) => {
    if (offers === undefined) asked.push(pages ?? '');
    if (pages !== '3' || asked.filter((page) => page === '3').length > 1) return;
    catalogue.resume(paused!);
    catalogue.setField(slipping, { payout });
  };
  return { slipping, asked };
}

test('fault 8: of an offer that comes on two pages the later observation stays, and it is counted as met twice', async () => {
  const { slipping } = letAnOfferSlip('7.77');

  const audit = await runSync(mirror, 'full', { concurrency: 1 });

  expect(audit).toMatchObject({ status: 'completed', complete: true, offersGone: 0 });
  expect(audit.offersDuplicate).toBeGreaterThan(0);
  expect(audit.offersMet).toBe((audit.offersDistinct ?? 0) + (audit.offersDuplicate ?? 0));
  expect((await readMirror(mirror)).get(slipping)?.payout).toBe('7.77');
});

test('fault 8: the later observation stays also where the answer that was asked for earlier comes last', async () => {
  const { slipping, asked } = letAnOfferSlip('8.88');
  // What it says was true when it was asked for.
  mirror.sandbox.setFault({ when: { pages: [2], first: 1 }, effect: { kind: 'late', ms: 1_500 } });

  const audit = await runSync(mirror, 'full', { concurrency: 2 });

  expect(asked.indexOf('2')).toBeLessThan(asked.indexOf('3'));
  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect(audit.offersDuplicate).toBeGreaterThan(0);
  expect((await readMirror(mirror)).get(slipping)?.payout).toBe('8.88');
});

test('fault 8: an offer that comes twice on one page, in the place of another, is read as one, and the other is found', async () => {
  mirror.sandbox.setFault({ when: { pages: [4], first: 1 }, effect: { kind: 'duplicate' } });

  const audit = await runSync(mirror, 'full');

  const { active } = mirror.sandbox.catalogue.countsAt(NOW);
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    offersDistinct: active,
    offersSwept: 0,
  });
  expect(audit.pagesReread).toBeGreaterThan(0);
  expect(await compareToTruth(mirror, NOW)).toMatchObject({ wrong: [], missing: [] });
});

import { readMirror } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import { runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

/** A share with a rounding error in binary: 0.29 × 400 is slightly less than 116. */
const MAX_SHARE = 0.29;
const KNOWN = 400;

const stack = useStack({
  sandbox: { offers: KNOWN, activeShare: 1 },
  settings: { SWEEP_MAX_SHARE: String(MAX_SHARE) },
});

beforeEach(async () => {
  stack.reset();
  await runSync(stack, 'full');
  expect(await countByStatus()).toEqual({ Active: KNOWN });
});

async function countByStatus(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of (await readMirror(stack)).values())
    counts[status ?? ''] = (counts[status ?? ''] ?? 0) + 1;
  return counts;
}

function remove(count: number): void {
  const { catalogue } = stack.sandbox;
  for (const id of catalogue.idsAt(Date.now()).slice(50, 50 + count)) catalogue.remove(id);
}

test('fault 10: when 40 % of the catalogue is missing at once, no offer is marked, and the run reports it', async () => {
  const { audit } = await runUnderFault(stack, { effect: { kind: 'vanish-share', share: 0.4 } });

  const { offersAbsent } = audit;
  expect(offersAbsent).toBeGreaterThan(MAX_SHARE * KNOWN);
  expect(audit).toMatchObject({
    status: 'incomplete',
    complete: false,
    reasons: [
      `${offersAbsent} of ${KNOWN} known Active offers would become Unknown at once: nothing was marked; ` +
        'start a run with allowMassRemoval to mark them',
    ],
    offersMet: KNOWN - (offersAbsent ?? 0),
    offersSwept: offersAbsent,
    offersGone: 0,
    offersNotMarked: offersAbsent,
    error: null,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN });
  expect(audit.listAfter).toBe(audit.listBefore);
});

test('fault 10: a run with allowMassRemoval marks them, and the next FULL finds those that returned', async () => {
  remove(160);
  await expect(runSync(stack, 'full')).resolves.toMatchObject({ status: 'incomplete', offersGone: 0 });

  const audit = await runSync(stack, 'full', { allowMassRemoval: true });

  expect(audit).toMatchObject({ status: 'completed', reasons: [], offersAbsent: 160, offersGone: 160 });
  expect(await countByStatus()).toEqual({ Active: KNOWN - 160, Unknown: 160 });
  expect(audit.listAfter).toBe(stack.sandbox.catalogue.countsAt(Date.now()).converting);

  stack.reset();
  await expect(runSync(stack, 'full')).resolves.toMatchObject({ status: 'completed', offersChanged: 160 });
});

test('fault 10: exactly the share is allowed, and one offer more is not', async () => {
  remove(117);
  await expect(runSync(stack, 'full')).resolves.toMatchObject({
    status: 'incomplete',
    offersAbsent: 117,
    offersGone: 0,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN });

  stack.reset();
  remove(116);
  await expect(runSync(stack, 'full')).resolves.toMatchObject({
    status: 'completed',
    offersAbsent: 116,
    offersGone: 116,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN - 116, Unknown: 116 });
});

/** The requests of a FULL before its sweep: it counts the pages and reads four of them. */
const BEFORE_SWEEP = 5;

test('fault 10: offers that one answer to the sweep leaves out are requested again, and none is marked', async () => {
  const { audit, requests } = await runUnderFault(stack, [
    { when: { asked: 'by-page' }, effect: { kind: 'vanish-share', share: 0.05 } },
    { when: { asked: 'by-id', first: 1 }, effect: { kind: 'vanish-share', share: 1 } },
  ]);

  expect(requests).toBe(BEFORE_SWEEP + 2);
  const missed = KNOWN - audit.offersMet!;
  expect(audit).toMatchObject({
    status: 'completed',
    reasons: [],
    notes: [`${missed} offers were absent from one answer and returned in the next`],
    offersSwept: missed,
    offersAbsent: 0,
    offersGone: 0,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN });
  const [first, second] = stack.sandbox.requests.log.slice(-2).map(({ params }) => params.offers!.split(','));
  expect(second).not.toEqual(first);
  expect(second).toEqual(expect.arrayContaining(first!));
});

test('fault 10: when the network finds no offer by id at all, its answers to the sweep mark none', async () => {
  const { audit } = await runUnderFault(stack, [
    { when: { asked: 'by-page' }, effect: { kind: 'vanish-share', share: 0.05 } },
    { when: { asked: 'by-id' }, effect: { kind: 'vanish-share', share: 1 } },
  ]);

  expect(audit).toMatchObject({ status: 'incomplete', offersGone: 0, error: null });
  expect(audit.reasons).toEqual([
    expect.stringMatching(/^sweep \(.*\): the network returned none of 5 offers that it had just listed$/),
  ]);
  expect(await countByStatus()).toEqual({ Active: KNOWN });
});

test('fault 10: paused offers do not count as missing, whatever their number', async () => {
  const { catalogue } = stack.sandbox;
  for (const id of catalogue.idsAt(Date.now()).slice(0, 300)) catalogue.pause(id);

  const audit = await runSync(stack, 'full');

  expect(audit).toMatchObject({
    status: 'completed',
    offersSwept: 300,
    offersAbsent: 0,
    offersPaused: 300,
    offersGone: 0,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN - 300, Paused: 300 });
});

test('fault 10: a row without an id in an answer to the sweep may be any of the offers: the run is incomplete', async () => {
  const { catalogue } = stack.sandbox;
  const paused = catalogue.idsAt(Date.now()).slice(10, 30);
  for (const id of paused) catalogue.pause(id);

  const { audit } = await runUnderFault(stack, {
    effect: { kind: 'set-field', ids: paused.slice(0, 1), field: 'offer_id', value: '' },
  });

  expect(audit).toMatchObject({ status: 'incomplete', offersPaused: 19, offersAbsent: 0, offersGone: 0 });
  expect(audit.reasons).toEqual([
    expect.stringMatching(/^sweep \(.*\): the answer does not show which offers the network no longer has$/),
  ]);
});

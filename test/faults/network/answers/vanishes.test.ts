import { readMirror } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { runSync } from '../../../../harness/mirror/run-sync';

/** A frozen moment: what changes, changes by script. */
const NOW = Date.parse('2026-01-05T10:00:00Z');

/** A share that a computer multiplies to a little less than it is: 0.29 × 400 is not quite 116. */
const MAX_SHARE = 0.29;
const KNOWN = 400;

let mirror: LentMirror;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: KNOWN, activeShare: 1, clock: () => NOW },
    settings: { SWEEP_MAX_SHARE: String(MAX_SHARE) },
  });
});

afterAll(() => mirror.stop());

beforeEach(async () => {
  mirror.sandbox.reset();
  await runSync(mirror, 'full');
  expect(await countByStatus()).toEqual({ Active: KNOWN });
});

async function countByStatus(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of (await readMirror(mirror)).values())
    counts[status ?? ''] = (counts[status ?? ''] ?? 0) + 1;
  return counts;
}

function remove(count: number): void {
  const { catalogue } = mirror.sandbox;
  for (const id of catalogue.idsAt(NOW).slice(50, 50 + count)) catalogue.remove(id);
}

test('fault 10: when 40 % of the catalogue is gone at once, nothing is marked, and the run says so', async () => {
  mirror.sandbox.setFault({ effect: { kind: 'vanish-share', share: 0.4 } });

  const audit = await runSync(mirror, 'full');

  const { offersAbsent } = audit;
  expect(offersAbsent).toBeGreaterThan(MAX_SHARE * KNOWN);
  expect(audit).toMatchObject({
    status: 'incomplete',
    complete: false,
    reasons: [
      `${offersAbsent} of ${KNOWN} known Active offers would vanish at once: nothing was marked; ` +
        'start a run with allowMassRemoval to carry it out',
    ],
    offersMet: KNOWN - (offersAbsent ?? 0),
    offersSwept: offersAbsent,
    offersGone: 0,
    error: null,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN });
  expect(audit.listAfter).toBe(audit.listBefore);
});

test('fault 10: a run with allowMassRemoval carries it out, and the next FULL finds those that came back', async () => {
  remove(160);
  await expect(runSync(mirror, 'full')).resolves.toMatchObject({ status: 'incomplete', offersGone: 0 });

  const audit = await runSync(mirror, 'full', { allowMassRemoval: true });

  expect(audit).toMatchObject({ status: 'completed', reasons: [], offersAbsent: 160, offersGone: 160 });
  expect(await countByStatus()).toEqual({ Active: KNOWN - 160, Unknown: 160 });
  expect(audit.listAfter).toBe(mirror.sandbox.catalogue.countsAt(NOW).converting);

  mirror.sandbox.reset();
  await expect(runSync(mirror, 'full')).resolves.toMatchObject({ status: 'completed', offersChanged: 160 });
});

test('fault 10: exactly the share is allowed, and one offer more is not', async () => {
  remove(117);
  await expect(runSync(mirror, 'full')).resolves.toMatchObject({
    status: 'incomplete',
    offersAbsent: 117,
    offersGone: 0,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN });

  mirror.sandbox.reset();
  remove(116);
  await expect(runSync(mirror, 'full')).resolves.toMatchObject({
    status: 'completed',
    offersAbsent: 116,
    offersGone: 116,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN - 116, Unknown: 116 });
});

test('fault 10: paused offers do not count as vanished, however many they are', async () => {
  const { catalogue } = mirror.sandbox;
  for (const id of catalogue.idsAt(NOW).slice(0, 300)) catalogue.pause(id);

  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({
    status: 'completed',
    offersSwept: 300,
    offersAbsent: 0,
    offersPaused: 300,
    offersGone: 0,
  });
  expect(await countByStatus()).toEqual({ Active: KNOWN - 300, Paused: 300 });
});

import { startStopwatch } from '../../harness/processes/stopwatch';
import { createCatalogue } from '../../src/sandbox/catalogue/create-catalogue';

const NOW = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 3_600_000;

function everyOfferAt(catalogue: ReturnType<typeof createCatalogue>, timeMs: number) {
  return catalogue.idsAt(timeMs).map((id) => catalogue.offerAt(id, timeMs));
}

test('two catalogues with one seed are equal at the same moment, independent of earlier reads', () => {
  const [one, other] = [createCatalogue({ offers: 2_000 }), createCatalogue({ offers: 2_000 })];
  for (const hours of [0, 1, 200, 3, 2_000]) other.countsAt(NOW + hours * HOUR_MS);
  expect(everyOfferAt(other, NOW)).toEqual(everyOfferAt(one, NOW));
});

test('another seed gives another catalogue', () => {
  const [one, other] = [createCatalogue({ offers: 100 }), createCatalogue({ offers: 100, seed: 2 })];
  expect(everyOfferAt(other, NOW)).not.toEqual(everyOfferAt(one, NOW));
});

test('a list that is updated step by step equals a list that is built at once', () => {
  const churn = 60;
  const stepped = createCatalogue({ offers: 1_000, churn });
  for (let step = 0; step < 500; step += 1) {
    const timeMs = NOW + step * 777;
    const active = stepped.idsAt(timeMs, { order: 'ID', status: 'Active' });
    if (step % 50 > 0) continue;
    expect(active).toEqual(
      createCatalogue({ offers: 1_000, churn }).idsAt(timeMs, { order: 'ID', status: 'Active' }),
    );
  }
});

test('ids are ascending, with irregular gaps of 1 to 7', () => {
  const ids = createCatalogue({ offers: 5_000, churn: 0 }).idsAt(NOW).map(Number);
  const gaps = new Set(ids.slice(1).map((id, index) => id - (ids[index] ?? 0)));
  expect([...gaps].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('of 12,000 offers about 85 % are Active, and a few hundred of those convert', () => {
  const { offers, active, paused, blocked, converting } = createCatalogue().countsAt(NOW);
  expect(active + paused + blocked).toBe(offers);
  expect(Math.abs(offers - 12_000)).toBeLessThan(100);
  expect(active / offers).toBeCloseTo(0.85, 1);
  expect(converting).toBeGreaterThan(250);
  expect(converting).toBeLessThan(450);
});

test('the number of offers that change in an hour matches the churn', () => {
  const catalogue = createCatalogue({ offers: 12_000, churn: 0.02 });
  const statuses = (timeMs: number) =>
    new Map(catalogue.idsAt(timeMs).map((id) => [id, catalogue.truthAt(id, timeMs)?.status]));
  const [before, after] = [statuses(NOW), statuses(NOW + HOUR_MS)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (id) => before.get(id) !== after.get(id),
  );
  expect(changed.length).toBeGreaterThan(180);
  expect(changed.length).toBeLessThan(300);
});

test('a frozen catalogue has exactly the configured number of offers, and a year later the same with the same conversions', () => {
  const catalogue = createCatalogue({ offers: 500, churn: 0, epoch: NOW });
  const truthsAt = (timeMs: number) =>
    catalogue.idsAt(timeMs).map((id) => {
      const { lastConvAgeSeconds, ...truth } = catalogue.truthAt(id, timeMs)!;
      return truth;
    });
  const truths = truthsAt(NOW);
  expect(truths).toHaveLength(500);
  expect(truthsAt(NOW + 365 * 24 * HOUR_MS)).toEqual(truths);
});

test('the ages of a frozen catalogue are below three days at its epoch and grow by the time that passes', () => {
  const catalogue = createCatalogue({ offers: 2_000, churn: 0, epoch: NOW });
  const passedMs = 5 * 24 * HOUR_MS;
  const moments = catalogue
    .idsAt(NOW)
    .flatMap((id) => catalogue.truthAt(id, NOW)?.lastConvertedAtMs ?? [])
    .sort((a, b) => b - a);
  expect(moments.length).toBeGreaterThan(40);
  expect(moments[0]).toBeLessThanOrEqual(NOW);
  expect(moments.at(-1)).toBeGreaterThan(NOW - 3 * 24 * HOUR_MS);

  const [id = ''] = catalogue.idsAt(NOW, { order: 'Performance' });
  expect(catalogue.truthAt(id, NOW)?.lastConvertedAtMs).toBe(moments[0]);
  const days = Math.floor((NOW + passedMs - moments[0]!) / (24 * HOUR_MS));
  expect(catalogue.offerAt(id, NOW + passedMs)?.last_conv).toMatch(new RegExp(`^${days}d`, 'i'));
});

test('at their epochs two frozen catalogues have the same ages, and before it no age is negative', () => {
  const [one, other] = [NOW, NOW + 1_234_567].map((epoch) =>
    everyOfferAt(createCatalogue({ offers: 500, churn: 0, epoch }), epoch),
  );
  expect(other).toEqual(one);
  const early = createCatalogue({ offers: 500, churn: 0, epoch: NOW });
  const ages = early.idsAt(0).map((id) => early.truthAt(id, 0)?.lastConvAgeSeconds ?? 0);
  expect(Math.min(...ages)).toBe(0);
});

test('an offer that converts by a script has the moment of the script', () => {
  let now = NOW;
  const catalogue = createCatalogue({ offers: 200, churn: 0, epoch: NOW, clock: () => now });
  const [id = ''] = catalogue.idsAt(NOW);
  now += 90_000;
  catalogue.convert(id);
  expect(catalogue.truthAt(id, now + HOUR_MS)?.lastConvertedAtMs).toBe(NOW + 90_000);
});

test('an age increases until the offer converts again, within three days', () => {
  const catalogue = createCatalogue({ offers: 2_000, churn: 0.0001 });
  const [id = ''] = catalogue.idsAt(NOW, { order: 'Performance' }).slice(20);
  const ages = Array.from({ length: 3 * 24 * 60 }, (_, minute) => {
    return catalogue.truthAt(id, NOW + minute * 60_000)?.lastConvAgeSeconds ?? NaN;
  });
  const steps = ages.slice(1).map((age, index) => age - (ages[index] ?? NaN));
  expect(steps.some((step) => step > 0)).toBe(true);
  expect(steps.some((step) => step < 0)).toBe(true);
  expect(ages).not.toContain(NaN);
});

test('a scripted change is in effect from its moment on, and not before', () => {
  let now = NOW;
  const catalogue = createCatalogue({ offers: 200, churn: 0, clock: () => now });
  const [first = '', second = '', third = ''] = catalogue.idsAt(now, { order: 'ID', status: 'Active' });
  now += 1_000;
  expect(catalogue.pause(first)).toBe(true);
  expect(catalogue.remove(second)).toBe(true);
  expect(catalogue.setField(third, { payout: '9.990' })).toBe(true);
  catalogue.convert(third);

  expect(catalogue.truthAt(first, NOW)?.status).toBe('Active');
  expect(catalogue.truthAt(first, now)?.status).toBe('Paused');
  expect(catalogue.offerAt(second, NOW)).toBeDefined();
  expect(catalogue.offerAt(second, now)).toBeUndefined();
  expect(catalogue.truthAt(third, now + 3_600_000)).toMatchObject({
    payout: '9.990',
    lastConvAgeSeconds: 3_600,
  });
  const active = (timeMs: number) => catalogue.idsAt(timeMs, { order: 'ID', status: 'Active' });
  expect(active(now)).not.toContain(first);
  expect(active(NOW)).toContain(first);
  expect(active(now)).not.toContain(first);
});

test('an absent offer cannot be changed, only restored', () => {
  const catalogue = createCatalogue({ offers: 10, churn: 0 });
  const [id = ''] = catalogue.idsAt(NOW);
  catalogue.remove(id);
  expect(catalogue.pause(id)).toBe(false);
  expect(catalogue.add(id)).toBe(id);
  expect(catalogue.pause(id)).toBe(true);
  expect(catalogue.add('999999')).toBeUndefined();
});

test('a new offer has an id above all others, and a reset removes it', () => {
  const catalogue = createCatalogue({ offers: 10, churn: 0 });
  const before = catalogue.idsAt(Date.now());
  const added = catalogue.add() ?? '';
  expect(catalogue.idsAt(Date.now())).toEqual([...before, added]);
  catalogue.reset();
  expect(catalogue.idsAt(Date.now())).toEqual(before);
});

test.each([
  { name: 'frozen', churn: 0 },
  { name: 'changing', churn: 0.02 },
])('a page of a $name catalogue of 120,000 offers takes milliseconds', ({ churn }) => {
  const catalogue = createCatalogue({ offers: 120_000, churn });
  catalogue.countsAt(NOW);
  const pages = 200;
  const readMs = startStopwatch();
  for (let page = 0; page < pages; page += 1) {
    catalogue.listAt(NOW + page * 10, { order: 'ID', status: 'Active' }, page * 100, 100);
  }
  // Measured: below 1 ms per page. Far more would mean that the list is built for each page.
  expect(readMs() / pages).toBeLessThan(10);
});

test.each([
  { offers: -1 },
  { offers: 3_000_000 },
  { churn: -1 },
  { churn: NaN },
  { convertingShare: 2 },
  { seed: 0.5 },
])('invalid settings are rejected: %j', (settings) => {
  expect(() => createCatalogue(settings)).toThrow(RangeError);
});

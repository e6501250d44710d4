import fc from 'fast-check';
import { createRandom } from '../../../harness/random';
import { describeRhythm } from '../../../src/domain/rhythm/describe';
import { meanGap } from '../../../src/domain/rhythm/hourly-rate';
import { type Observation, observe } from '../../../src/domain/rhythm/observe';
import { RHYTHM_DEFAULTS, type RhythmSettings, SENSITIVITIES } from '../../../src/domain/rhythm/settings';
import { createRhythm, type Rhythm } from '../../../src/domain/rhythm/state';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const QUICK: RhythmSettings = { ...RHYTHM_DEFAULTS, ...SENSITIVITIES.quick };

function observeAll(observations: readonly Observation[], settings = QUICK) {
  let rhythm = createRhythm();
  const events = [];
  for (const observation of observations) {
    const observed = observe(rhythm, observation, settings);
    rhythm = observed.rhythm;
    events.push(...observed.events);
  }
  return { rhythm, events };
}

/** Conversions of a Poisson process, in seconds. */
function drawConversions(seed: number, meanGapSeconds: number, until: number): number[] {
  const random = createRandom(seed);
  const conversions: number[] = [];
  for (let at = 0; at < until;) {
    at += -Math.log(1 - random()) * meanGapSeconds;
    conversions.push(at);
  }
  return conversions;
}

/** Observations every two minutes of these conversions, with ages in whole minutes. */
function lookAt(conversions: readonly number[], until: number, missed: readonly Span[] = []): Observation[] {
  const looks: Observation[] = [];
  let seen = 0;
  for (let at = 60; at < until; at += 120) {
    while (conversions[seen]! <= at) seen += 1;
    if (missed.some((span) => isIn(span, at))) continue;
    const to = at - Math.floor((at - conversions[seen - 1]!) / 60) * 60;
    looks.push({ at, isActive: true, lastConversion: seen === 0 ? null : { from: to - 60, to } });
  }
  return looks;
}

type Span = [from: number, to: number];

function isIn([from, to]: Span, at: number): boolean {
  return from <= at && at < to;
}

/** Five hours of an offer that converts every few minutes, with any seed, and then nothing for an hour. */
const anyLooks = fc
  .record({ seed: fc.nat(), gap: fc.integer({ min: 30, max: 1_800 }) })
  .map(({ seed, gap }) => lookAt(drawConversions(seed, gap, 5 * HOUR), 6 * HOUR));

/** Settings that judge within the hours of `anyLooks`. */
const SOON = { ...QUICK, learning: 0.5 * HOUR, slowLearning: HOUR, stopReturnPeriod: DAY };

test('observations in any order give what those give that are later than all before them', () => {
  fc.assert(
    fc.property(anyLooks, fc.nat(), (looks, seed) => {
      const random = createRandom(seed);
      const shuffled = looks
        .map((look, index) => ({ look, place: index + random() * 10 }))
        .sort((a, b) => a.place - b.place)
        .map(({ look }) => look);
      const inOrder = shuffled.filter(({ at }, index) =>
        shuffled.slice(0, index).every((look) => look.at < at),
      );
      expect(observeAll(shuffled, SOON)).toEqual(observeAll(inOrder, SOON));
    }),
    { numRuns: 100 },
  );
});

test('repeated observations change nothing, also after the rhythm was stored as JSON', () => {
  fc.assert(
    fc.property(anyLooks, fc.array(fc.nat({ max: 150 }), { maxLength: 30 }), (looks, repeats) => {
      let rhythm = createRhythm();
      const events = [];
      for (const [index, look] of looks.entries()) {
        for (const again of [
          look,
          ...repeats.filter((repeat) => repeat < index).map((repeat) => looks[repeat]!),
        ]) {
          const observed = observe(rhythm, again, SOON);
          rhythm = JSON.parse(JSON.stringify(observed.rhythm)) as Rhythm;
          events.push(...observed.events);
        }
      }
      expect({ rhythm, events }).toEqual(observeAll(looks, SOON));
    }),
    { numRuns: 50 },
  );
});

test('starts and ends alternate, and no number is negative or not finite', () => {
  fc.assert(
    fc.property(anyLooks, fc.array(fc.nat({ max: 180 })), (looks, inactive) => {
      const { rhythm, events } = observeAll(
        looks.map((look, index) => (inactive.includes(index) ? { ...look, isActive: false } : look)),
        SOON,
      );
      for (const kind of ['stopped', 'slowed']) {
        const phases = events.filter((event) => event.kind === kind).map(({ phase }) => phase);
        expect(phases).toEqual(phases.map((_, index) => (index % 2 === 0 ? 'start' : 'end')));
        expect(rhythm[kind as 'stopped' | 'slowed'] !== null).toBe(phases.length % 2 === 1);
      }
      const figures = describeRhythm(rhythm, 6 * HOUR, SOON);
      const numbers = [...Object.values({ ...rhythm, ...figures })]
        .flat()
        .filter((value) => typeof value === 'number');
      expect(numbers.filter((value) => !Number.isFinite(value) || value < 0)).toEqual([]);
      expect(rhythm.conversionsSeen).toBeLessThanOrEqual(looks.length);
      expect([rhythm.hourlyCount.length, rhythm.hourlyExposure.length, rhythm.gapHistogram.length]).toEqual([
        24, 24, 29,
      ]);
    }),
    { numRuns: 200 },
  );
});

test.each([120, 900, 5_400])('the mean gap of %d s is found, whatever is missed', (gap) => {
  const conversions = drawConversions(gap, gap, 6 * DAY);
  const random = createRandom(gap);
  const missed = Array.from({ length: 40 }, (): Span => {
    const from = random() * 6 * DAY;
    return [from, from + random() * 3 * HOUR];
  });
  const { rhythm } = observeAll(lookAt(conversions, 6 * DAY, missed));
  // Within four standard errors of a count of this size.
  const error = 4 / Math.sqrt(rhythm.hourlyCount.reduce((sum, count) => sum + count, 0));
  expect(meanGap(rhythm) / gap).toBeGreaterThan(1 - error);
  expect(meanGap(rhythm) / gap).toBeLessThan(1 + error);
});

test('a silence of the whole network starts nothing, for an offer of any pace', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 40, max: 1_200 }),
      fc.integer({ min: 1, max: 20 }),
      (seed, gap, hours) => {
        const [from, to] = [3 * DAY, 3 * DAY + hours * HOUR];
        const conversions = drawConversions(seed, gap, to + 2 * HOUR).filter((at) => at < from || at >= to);
        const looks = lookAt(conversions, to + 2 * HOUR).map((look) => ({
          ...look,
          networkSilence: isIn([from, to], look.at) ? Infinity : look.at < to ? 0 : hours * HOUR,
        }));
        const { events } = observeAll(looks, RHYTHM_DEFAULTS);
        expect(events.filter(({ at }) => at >= from)).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});

test('offers that convert at random, at any pace, start at most one stop or slowdown in 500 days', () => {
  const started = Array.from({ length: 50 }, (_, seed) => {
    const conversions = drawConversions(seed, 60 * 1.1 ** seed, 10 * DAY);
    const { events } = observeAll(lookAt(conversions, 10 * DAY), RHYTHM_DEFAULTS);
    return events.filter(({ phase }) => phase === 'start').length;
  });
  expect(started.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1);
});

/** Every 90 s, without a pause of two hours after each of these days. */
function withStops(days: readonly number[], until: number): Observation[] {
  const isSilent = (at: number) => days.some((day) => isIn([day * DAY, day * DAY + 2 * HOUR], at));
  const conversions = Array.from({ length: until / 90 }, (_, index) => index * 90).filter(
    (at) => !isSilent(at),
  );
  return lookAt(conversions, until);
}

test('a stop more than a half-life after the last one has the shortest cooldown again', () => {
  const soon = observeAll(withStops([3, 4], 5 * DAY)).rhythm;
  const late = observeAll(withStops([3, 11], 12 * DAY)).rhythm;
  expect([soon.recentStarts, late.recentStarts]).toEqual([2, 1]);
});

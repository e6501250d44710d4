import { describeRhythm } from '../../../src/domain/rhythm/describe';
import { gapOfSurvival, survival } from '../../../src/domain/rhythm/gap-histogram';
import { observe } from '../../../src/domain/rhythm/observe';
import { SENSITIVITIES } from '../../../src/domain/rhythm/settings';
import { silenceLimit } from '../../../src/domain/rhythm/silence-limit';
import { createRhythm } from '../../../src/domain/rhythm/state';
import { inSnakeCase, observationsOf, settingsOf, VECTORS } from './vectors';

/** The values of the vectors, to be compared with a relative error of 1e-6. */
function approximately(value: unknown): unknown {
  if (typeof value === 'number') {
    return { asymmetricMatch: (actual: unknown) => typeof actual === 'number' && isClose(actual, value) };
  }
  if (Array.isArray(value)) return value.map(approximately);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, approximately(part)]));
}

function isClose(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
}

test.each(VECTORS.cases.map((example) => [example.name, example] as const))('%s', (_name, example) => {
  const settings = settingsOf(example);
  const figures = [...(example.expect.describe ?? [])];
  let rhythm = createRhythm();
  const events: object[] = [];
  const describeUntil = (time: number) => {
    while (figures.length > 0 && figures[0]!.at < time) {
      const { at, is, silence_limit, stop_deadline } = figures.shift()!;
      expect(inSnakeCase(describeRhythm(rhythm, at, settings)!)).toEqual(approximately(is));
      expect(silenceLimit(rhythm, settings)).toEqual(approximately(silence_limit));
      expect(rhythm.stopDeadline).toEqual(approximately(stop_deadline));
    }
  };
  for (const observation of observationsOf(example)) {
    describeUntil(observation.at);
    const observed = observe(rhythm, observation, settings);
    rhythm = observed.rhythm;
    events.push(...observed.events);
  }
  describeUntil(Infinity);

  // The vectors name the status that ended a stop where this project has no moment of recovery.
  const expected = example.expect.events.map(({ kind, reason, ...event }) => ({
    ...event,
    kind: String(kind).replace('conversion_', ''),
    ...(reason === undefined ? {} : { recovered_at: null }),
  }));
  expect(events.map(inSnakeCase)).toEqual(approximately(expected));
  if (example.expect.state) expect(inSnakeCase(rhythm)).toEqual(approximately(example.expect.state));
});

test.each(VECTORS.numbers.map((example, index) => [index + 1, example] as const))(
  'the distribution of gaps %d',
  (_index, { gap_histogram, hourly_count, hourly_exposure, ...expected }) => {
    const oneHour = (value: number) => [value, ...new Array<number>(23).fill(0)];
    const rhythm = {
      ...createRhythm(),
      gapHistogram: gap_histogram,
      hourlyCount: oneHour(hourly_count),
      hourlyExposure: oneHour(hourly_exposure),
    };
    for (const [gap, share] of Object.entries(expected.survival)) {
      expect(survival(gap_histogram, Number(gap))).toEqual(approximately(share));
      expect(gapOfSurvival(gap_histogram, share)).toEqual(approximately(Number(gap)));
    }
    for (const [gap, period] of Object.entries(expected.return_period)) {
      expect(expected.mean_gap / survival(gap_histogram, Number(gap))).toEqual(approximately(period));
    }
    for (const name of ['quick', 'usual', 'sure'] as const) {
      const { stopReturnPeriod } = SENSITIVITIES[name];
      const limit = silenceLimit(rhythm, { ...settingsOf(VECTORS.cases[0]!), stopReturnPeriod });
      expect(limit).toEqual(approximately(expected.silence_limit[name]));
    }
  },
);

import { availableParallelism } from 'node:os';
import { startScript } from '../../harness/processes/program';
import { createSemaphore } from '../../src/async/semaphore';
import { type Measurement, percentile } from '../measurements';
import { type Delays, type FalseStarts, PACES, type Sensitivity, type Trial } from './trials';
import { KINDS } from './world';

const SEEDS = 10;
const OFFERS_ONLY_DAY_AND_NIGHT = 12_000;
const OFFERS = (OFFERS_ONLY_DAY_AND_NIGHT * KINDS.length) / (KINDS.length - 1);

/** Stops per day that nothing caused, over 12,000 offers that are not watched: `sure` is their setting. */
const FALSE_STOPS_BOUND = 0.36;

const OFFERS_PER_KIND = 40;

const TRIAL_WITHIN_MS = 60 * 60_000;
const ALL_WITHIN_MS = 24 * TRIAL_WITHIN_MS;

/**
 * Measure the model of rhythms (`src/domain/rhythm`) on a simulated world: how often it reports what did not happen, and how
 * soon what did. As many processes as there are cores simulate ten times ten days of each setting.
 */
export async function measureRhythm(log: (line: string) => void): Promise<Measurement[]> {
  const cores = createSemaphore(availableParallelism());
  const run = <Result>(trial: Trial): Promise<Result> =>
    cores.withPermit({ timeoutMs: ALL_WITHIN_MS }, async () => {
      log(`rhythm, ${Object.values(trial).join(' ')}`);
      const trialProcess = startScript(['bench/rhythm/trial-process.ts', JSON.stringify(trial)], {});
      const [, result = ''] = await trialProcess.waitFor(/^(\{.*)\n/m, TRIAL_WITHIN_MS);
      await trialProcess.ended();
      return JSON.parse(result) as Result;
    });
  const falseStarts = async (sensitivity: Sensitivity) => {
    const trials = Array.from({ length: SEEDS }, (_, seed) =>
      run<FalseStarts>({ name: 'false-starts', seed: seed + 1, sensitivity, offers: OFFERS }),
    );
    return falseStartsOf(sensitivity, await Promise.all(trials));
  };
  const delays = async (sensitivity: Sensitivity) =>
    delaysOf(sensitivity, await run<Delays>({ name: 'delays', sensitivity, offersPerKind: OFFERS_PER_KIND }));
  const measured = [
    ...(['usual', 'sure'] as const).map(falseStarts),
    ...(['quick', 'usual', 'sure'] as const).map(delays),
  ];
  return (await Promise.all(measured)).flat();
}

function falseStartsOf(sensitivity: Sensitivity, seeds: FalseStarts[]): Measurement[] {
  return (['stopped', 'slowed'] as const).flatMap((event) => {
    const perDay = (withLevels: boolean) =>
      seeds.map((starts) =>
        KINDS.filter((kind) => (kind === 'campaign') === withLevels).reduce(
          (sum, kind) => sum + starts[kind][event],
          0,
        ),
      );
    const name = `${sensitivity}, falsely ${event} a day`;
    return [
      {
        name: `${name}, of ${OFFERS_ONLY_DAY_AND_NIGHT} with day and night`,
        unit: 'offers' as const,
        samples: perDay(false),
        ...(sensitivity === 'sure' && event === 'stopped' && { bound: { atMost: FALSE_STOPS_BOUND } }),
      },
      {
        name: `${name}, of ${OFFERS - OFFERS_ONLY_DAY_AND_NIGHT} whose level changes`,
        unit: 'offers' as const,
        samples: perDay(true),
      },
    ];
  });
}

function delaysOf(sensitivity: Sensitivity, delays: Delays): Measurement[] {
  const all: [text: string, ofPaces: Delays['stopped']][] = [
    ['from the last conversion to a stop', delays.stopped],
    ['from a third of the rate to a slowdown', delays.slowed],
    ['from the return to the end of a stop', delays.ended],
  ];
  return all.flatMap(([text, ofPaces]) =>
    PACES.flatMap(({ name }) => {
      // Null in JSON: never.
      const minutes = ofPaces[name]?.map((seconds: number | null) => (seconds ?? Infinity) / 60);
      if (minutes === undefined) return [];
      return [50, 90].map((percent) => ({
        name: `${sensitivity}, ${text}, gaps ${name}, p${percent}`,
        unit: 'min' as const,
        samples: [percentile(minutes, percent)],
      }));
    }),
  );
}

import { setTimeout as wait } from 'node:timers/promises';
import { createCleanupStack } from '../../src/async/cleanup';
import { applySchedules } from '../../src/client/schedules';
import { type Figure, medianOf } from '../figures';
import { openStage, type Stage } from '../open-stage';
import { startApi } from '../programs/start-api';
import type { Servers } from '../programs/start-servers';
import { type Watched, watchPrograms } from '../soak/watch-programs';
import { timeSync } from '../syncs/time-sync';
import { answerFigures } from './answer-figures';
import { askElsewhere } from './ask-elsewhere';
import { type HighTick, readHighTicks } from './high-ticks';
import { describeLoadQuestions } from './load-questions';

const PER_SECOND = 500;
const SECONDS = 60;

/** What has just started compiles its code, and sizes its memory, while it is asked. */
const WARM_UP_SECONDS = 30;

const HIGH_EVERY_MS = 5_000;
const HOUR_MS = 3_600_000;

/** A catalogue as the network's, and the budgets of requests that are the defaults. */
const STAGE = {
  database: 'load',
  offers: 12_000,
  converting: 900,
  settings: { HIGH_SYNC_REQUESTS_PER_SECOND: '10', FULL_SYNC_REQUESTS_PER_SECOND: '20' },
};

/** Against the first quarter of the time, the last one's. */
const MEMORY_REACH = 1.2;

/** Above this share of a core the sandbox might be what is measured. */
const SANDBOX_REACH = 50;

/**
 * Measure the API under readers beside running syncs: a FULL after the other, and a HIGH every 5 seconds, first alone
 * and then while the API is asked 500 questions a second.
 */
export async function measureLoad(servers: Servers, tell: (line: string) => void): Promise<Figure[]> {
  const cleanup = createCleanupStack();
  try {
    tell('a mirror, its worker and its API');
    const stage = await openStage(servers, STAGE, cleanup);
    await (
      await timeSync(stage, 'full')
    ).took;
    const { url, program: api } = await startApi(stage.environment, cleanup);
    await applySchedules(stage.temporal, { highEveryMs: HIGH_EVERY_MS, fullEveryMs: HOUR_MS });
    const fulls = keepFull(stage);
    cleanup.defer('FULL', () => fulls.stop());

    tell(`a FULL after the other and a HIGH every ${HIGH_EVERY_MS / 1_000} s, for ${SECONDS} s`);
    const alone = await watchHighs(stage, () => wait(SECONDS * 1_000));

    tell(`the same under ${PER_SECOND} questions a second, for ${SECONDS} s`);
    const questions = await describeLoadQuestions(stage.store);
    const plan = { url, perSecond: PER_SECOND, seconds: SECONDS, questions };
    await askElsewhere({ ...plan, seconds: WARM_UP_SECONDS, warmUpSeconds: 0 });
    const { sandbox, worker } = stage;
    const { result, watched } = await watchPrograms({ api, worker, sandbox }, () =>
      watchHighs(stage, () => askElsewhere({ ...plan, warmUpSeconds: 0 })),
    );
    const fullsBeside = await fulls.stop();
    return [
      ...answerFigures('API', result.done),
      ...highFigures(alone.ticks, result.ticks),
      { what: 'FULLs meanwhile', unit: 'runs', samples: [fullsBeside], reach: { atLeast: 1 } },
      ...memoryFigures(watched),
      ...cpuFigures(watched),
    ];
  } finally {
    await cleanup.closeAll();
  }
}

/** Run a FULL after the other until told to stop; it then says how many there were. Any that was not complete at once is an error. */
function keepFull(stage: Stage): { stop: () => Promise<number> } {
  let isOver = false;
  const ended = (async () => {
    let fulls = 0;
    for (; !isOver; fulls += 1) await (await timeSync(stage, 'full')).took;
    return fulls;
  })();
  ended.catch(() => undefined);
  return {
    stop() {
      isOver = true;
      return ended;
    },
  };
}

/** Do something, and tell what became of the HIGHs that were due meanwhile, once the last of them has had its time. */
async function watchHighs<T>(
  { store }: Stage,
  act: () => Promise<T>,
): Promise<{ done: T; ticks: HighTick[] }> {
  const fromMs = Date.now();
  const done = await act();
  const untilMs = Date.now();
  await wait(HIGH_EVERY_MS);
  return { done, ticks: await readHighTicks(store, HIGH_EVERY_MS, fromMs, untilMs) };
}

function highFigures(alone: HighTick[], loaded: HighTick[]): Figure[] {
  const of = (ticks: HighTick[], field: keyof HighTick) => ticks.flatMap((tick) => tick[field] ?? []);
  const late = [...alone, ...loaded].filter(
    ({ endedAfterMs }) => endedAfterMs === undefined || endedAfterMs > HIGH_EVERY_MS,
  );
  const against = (what: string, field: keyof HighTick): Figure => ({
    what,
    unit: 'ms',
    samples: of(loaded, field),
    against: medianOf(of(alone, field)),
  });
  return [
    {
      what: 'HIGH, from its tick to its start, without readers',
      unit: 'ms',
      samples: of(alone, 'startedAfterMs'),
    },
    {
      what: 'HIGH, from its tick to its audit, without readers',
      unit: 'ms',
      samples: of(alone, 'endedAfterMs'),
    },
    against('HIGH, from its tick to its start, under load', 'startedAfterMs'),
    against('HIGH, from its tick to its audit, under load', 'endedAfterMs'),
    {
      what: `HIGHs not done by the next tick, of ${alone.length + loaded.length}`,
      unit: 'runs',
      samples: [late.length],
      reach: { atMost: 0 },
    },
  ];
}

function memoryFigures(watched: Record<string, Watched>): Figure[] {
  return ['api', 'worker'].map((name) => {
    const { residentMiB } = watched[name]!;
    const quarter = Math.ceil(residentMiB.length / 4);
    const middle = residentMiB.slice(quarter, -quarter);
    return {
      what: `memory of the ${name}, at the end against the start (${Math.round(medianOf(middle))} MiB in between)`,
      unit: 'MiB',
      samples: [medianOf(residentMiB.slice(-quarter))],
      against: medianOf(residentMiB.slice(0, quarter)),
      reach: { atMost: MEMORY_REACH },
    };
  });
}

function cpuFigures(watched: Record<string, Watched>): Figure[] {
  return Object.entries(watched).map(([name, { cpuShare }]) => ({
    what: `share of a core that the ${name} took`,
    unit: '%',
    samples: [100 * cpuShare],
    ...(name === 'sandbox' && { reach: { atMost: SANDBOX_REACH } }),
  }));
}

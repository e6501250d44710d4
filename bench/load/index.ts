import { setTimeout as sleep } from 'node:timers/promises';
import { startApiProcess } from '../../harness/processes/api';
import { applySchedules } from '../../src/client';
import { median, type Measurement, mustBeZero, single } from '../measurements';
import { type ProcessStats, sampleProcesses } from '../process-stats';
import { type BenchStack, openBenchStack, type Servers } from '../stack';
import { timeSync } from '../time-sync';
import { withCleanup } from '../with-cleanup';
import { describeDashboardRequests } from './dashboard-requests';
import { runLoadGenerator } from './generator';
import { type HighTick, readHighTicks } from './high-ticks';
import { loadMeasurements } from './measurements';

const PER_SECOND = 500;
const SECONDS = 60;

/** New processes compile code and grow their heaps under the first requests. */
const WARM_UP_SECONDS = 30;

const HIGH_EVERY_MS = 5_000;
const FULL_EVERY_MS = 3_600_000;
const SAMPLE_EVERY_MS = 1_000;

/** A catalogue of the network's size, with the default rate limits. */
const STACK = {
  database: 'load',
  offers: 12_000,
  converting: 900,
  settings: { HIGH_SYNC_REQUESTS_PER_SECOND: '10', FULL_SYNC_REQUESTS_PER_SECOND: '20' },
};

/** Requests that would wait longer are shed with a 503. */
const READ_P99_MS = 250;

/** The last quarter relative to the first. */
const MEMORY_BOUND = 1.2;

/** In percent of a core. Above this, the sandbox might limit the result. */
const SANDBOX_CPU_BOUND = 50;

/**
 * Measure the API under readers beside running syncs (one FULL after another, and a HIGH every 5 seconds): first without
 * readers, then at 500 requests per second.
 */
export async function measureLoad(servers: Servers, log: (line: string) => void): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    log('a mirror, its worker and its API');
    const stack = await openBenchStack(servers, STACK, cleanup);
    await timeSync(stack, 'full');
    const api = await startApiProcess(stack.environment);
    cleanup.defer('API', () => api.stop());
    await applySchedules(stack, { highEveryMs: HIGH_EVERY_MS, fullEveryMs: FULL_EVERY_MS });
    const fulls = repeatFull(stack);
    cleanup.defer('FULL', () => fulls.stop());

    log(`one FULL after another and a HIGH every ${HIGH_EVERY_MS / 1_000} s, for ${SECONDS} s`);
    const alone = await observeHighs(stack, () => sleep(SECONDS * 1_000));

    log(`the same under ${PER_SECOND} requests per second, for ${SECONDS} s`);
    const groups = await describeDashboardRequests(stack.store);
    const plan = { url: api.url, perSecond: PER_SECOND, seconds: SECONDS, groups };
    await runLoadGenerator({ ...plan, seconds: WARM_UP_SECONDS });
    const { sandbox, worker } = stack;
    const sampler = sampleProcesses({ api, worker, sandbox }, SAMPLE_EVERY_MS);
    cleanup.defer('sampler', () => sampler.stop());
    const loaded = await observeHighs(stack, () => runLoadGenerator(plan));
    const stats = sampler.stop();
    return [
      ...loadMeasurements('API', loaded.result, { p99Ms: READ_P99_MS, allowedStatuses: ['503'] }),
      ...highMeasurements(alone.ticks, loaded.ticks),
      single('FULLs meanwhile', 'runs', await fulls.stop(), { atLeast: 1 }),
      memoryOf('API', stats.api),
      memoryOf('worker', stats.worker),
      cpuOf('API', stats.api),
      cpuOf('worker', stats.worker),
      { ...cpuOf('sandbox', stats.sandbox), bound: { atMost: SANDBOX_CPU_BOUND } },
    ];
  });
}

/** Run one FULL after another until `stop`, which returns their number and rejects if one did not complete at once. */
function repeatFull(stack: BenchStack): { stop: () => Promise<number> } {
  let isStopped = false;
  const ended = (async () => {
    let fulls = 0;
    for (; !isStopped; fulls += 1) await timeSync(stack, 'full');
    return fulls;
  })();
  ended.catch(() => undefined);
  return {
    stop() {
      isStopped = true;
      return ended;
    },
  };
}

/** The HIGHs that were due during `run`. The last one gets its full interval. */
async function observeHighs<T>(
  { store }: BenchStack,
  run: () => Promise<T>,
): Promise<{ result: T; ticks: HighTick[] }> {
  const fromMs = Date.now();
  const result = await run();
  const untilMs = Date.now();
  await sleep(HIGH_EVERY_MS);
  return { result, ticks: await readHighTicks(store, HIGH_EVERY_MS, fromMs, untilMs) };
}

function highMeasurements(alone: HighTick[], loaded: HighTick[]): Measurement[] {
  const samplesOf = (ticks: HighTick[], field: keyof HighTick) => ticks.flatMap((tick) => tick[field] ?? []);
  const late = [...alone, ...loaded].filter(({ endDelay = Infinity }) => endDelay > HIGH_EVERY_MS);
  const delays = [
    ['start', 'startDelay'],
    ['audit', 'endDelay'],
  ] as const;
  return [
    ...delays.map(([event, field]): Measurement => ({
      name: `HIGH, from its tick to its ${event}, without readers`,
      unit: 'ms',
      samples: samplesOf(alone, field),
    })),
    ...delays.map(([event, field]): Measurement => ({
      name: `HIGH, from its tick to its ${event}, under load`,
      unit: 'ms',
      samples: samplesOf(loaded, field),
      baseline: median(samplesOf(alone, field)),
    })),
    mustBeZero(
      `HIGHs not finished by the next tick, of ${alone.length + loaded.length}`,
      'runs',
      late.length,
    ),
  ];
}

function memoryOf(name: string, stats: ProcessStats[]): Measurement {
  const memory = stats.map(({ residentMiB }) => residentMiB);
  const quarter = Math.ceil(memory.length / 4);
  const between = Math.round(median(memory.slice(quarter, -quarter)));
  return {
    name: `memory of the ${name}, end relative to start (${between} MiB in between)`,
    unit: 'MiB',
    samples: [median(memory.slice(-quarter))],
    baseline: median(memory.slice(0, quarter)),
    bound: { atMost: MEMORY_BOUND },
  };
}

function cpuOf(name: string, stats: ProcessStats[]): Measurement {
  const [first, last] = [stats.at(0)!, stats.at(-1)!];
  const share = (last.cpuSeconds - first.cpuSeconds) / ((last.atMs - first.atMs) / 1_000);
  return single(`CPU of the ${name}, share of a core`, '%', 100 * share);
}

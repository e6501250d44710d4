import type { CleanupStack } from '../../src/async/cleanup';
import { measureInTurn } from '../in-turn';
import { type Measurement, single } from '../measurements';
import { sampleProcesses } from '../process-stats';
import { CONCURRENT_BATCHES, CONCURRENT_PAGES, offersOnPages, openBenchStack, type Servers } from '../stack';
import { timeSync } from '../time-sync';
import { describePlan, startPlan } from './plan';
import type { TimedPlanRun } from './plan-process';
import { startRedis } from './redis';

const PAGES = 120;
const OFFERS = offersOnPages(PAGES);
const CONVERTING = 900;

const WARM_UP_ROUNDS = 1;

const SAMPLE_EVERY_MS = 250;

/** A run of the plan, which is timed in turn with ours. */
interface Comparison {
  name: string;
  run: TimedPlanRun;
  rounds: number;
  /** The duration of the plan's run relative to ours is at least this. */
  bound: number;
}

/** The plan's own `concurrency`, as many requests as ours has in flight; and one request after the other. */
const FULLS: Comparison[] = [CONCURRENT_PAGES, 1].flatMap((concurrency) => {
  const run = { kind: 'full', pages: PAGES, concurrency } as const;
  const name = `FULL, ${PAGES} pages, ${concurrency} concurrent`;
  return [
    { name, run: { ...run, isLimited: false }, rounds: 3, bound: 8 },
    { name: `${name}, two chunks per second`, run: { ...run, isLimited: true }, rounds: 2, bound: 8 },
  ];
});

const HIGHS: Comparison[] = [CONCURRENT_BATCHES, 1].map((concurrency) => ({
  name: `HIGH, ${CONVERTING} offers, ${concurrency} concurrent`,
  run: { kind: 'high', concurrency },
  rounds: 5,
  bound: 6,
}));

/** FULL and HIGH of the plan in turn with ours, and the memory that each takes meanwhile. */
export async function compareSyncs(
  servers: Servers,
  prismaFolder: string | undefined,
  cleanup: CleanupStack,
  log: (line: string) => void,
): Promise<Measurement[]> {
  const redis = await startRedis(cleanup);
  const stack = await openBenchStack(
    servers,
    { database: 'baseline', offers: OFFERS, converting: CONVERTING },
    cleanup,
  );
  // The same network, in another database.
  const settings = {
    ...stack.environment,
    DATABASE_URL: await servers.postgres.createDatabase('baseline_plan'),
    ...(redis && { REDIS_PORT: String(redis.port) }),
    ...(prismaFolder !== undefined && { PRISMA_FOLDER: prismaFolder }),
  };
  const plan = await startPlan(settings, cleanup);
  const programs = {
    "memory of the plan's worker": plan,
    ...(redis && { 'memory of Redis': redis }),
    'memory of our worker': stack.worker,
    'memory of the Temporal server': servers.temporal,
  };
  const sampler = sampleProcesses<string>(programs, SAMPLE_EVERY_MS);
  cleanup.defer('sampler', () => sampler.stop());

  // Its limit of chunks is Bull's.
  const fulls = FULLS.filter(({ run }) => redis !== undefined || run.kind !== 'full' || !run.isLimited);
  const planName = describePlan({ hasRedis: redis !== undefined, hasPrisma: prismaFolder !== undefined });
  const measurements: Measurement[] = [];
  const compareAll = async (comparisons: Comparison[]) => {
    for (const { name, run, rounds, bound } of comparisons) {
      log(`${name}: the ${planName} and ours in turn, ${rounds} rounds each`);
      const measured = await measureInTurn({
        warmUpRounds: WARM_UP_ROUNDS,
        rounds,
        subject: () => plan.time(run, run.kind === 'full' ? OFFERS : CONVERTING),
        reference: () => timeSync(stack, run.kind),
      });
      measurements.push({
        name: `${planName}, ${name}, relative to ours`,
        unit: 'ms',
        ...measured,
        bound: { atLeast: bound },
      });
    }
  };
  await compareAll(fulls);
  await plan.time({ kind: 'list' }, CONVERTING);
  await compareAll(HIGHS);
  const peaks = Object.entries(sampler.stop())
    .filter(([, samples]) => samples.length > 0)
    .map(([name, samples]) => single(name, 'MiB', Math.max(...samples.map((stats) => stats.residentMiB))));
  return [...measurements, ...peaks];
}

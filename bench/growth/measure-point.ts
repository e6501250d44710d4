import { Client } from 'pg';
import { readPeakMemoryMib } from '../../harness/processes/memory';
import { median, type Measurement, single } from '../measurements';
import { openBenchStack, startServers } from '../stack';
import { timeSync } from '../time-sync';
import { withCleanup } from '../with-cleanup';
import { measureRun, type RunUsage } from './measure-run';

export interface GrowthPoint {
  offers: number;
  /** The length of the ConversionList. */
  listed: number;
  rounds: number;
}

/** At their default intervals. */
const FULLS_PER_DAY = 24;
const HIGHS_PER_DAY = 720;

const SECONDS_PER_DAY = 86_400;

const KIB = 1_024;
const MIB = 1_024 ** 2;

/** What a schedule costs for each run that it starts, in addition to the start of the run. */
const ACTIONS_PER_SCHEDULED_RUN = 2;

/**
 * US dollars per million Actions on the Developer plan of Temporal Cloud, at any volume, and the share that the plan adds:
 * https://docs.temporal.io/cloud/pricing.
 */
const PRICE_PER_MILLION = 50;
const PLAN_SHARE = 0.1;

const DAYS_PER_MONTH = 30;

/** Measure FULL and HIGH over a network of one size, on servers of its own. */
export async function measurePoint(
  { offers, listed, rounds }: GrowthPoint,
  log: (line: string) => void,
): Promise<Measurement[]> {
  const at = `${offers.toLocaleString('en')} offers, ${listed.toLocaleString('en')} listed`;
  return withCleanup(async (cleanup) => {
    log(`${at}: a first FULL`);
    const servers = await startServers(cleanup);
    const stack = await openBenchStack(servers, { database: 'growth', offers, converting: listed }, cleanup);
    await timeSync(stack, 'full');
    const measure = async (kind: 'full' | 'high') => {
      log(`${at}: ${kind.toUpperCase()}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`);
      const usages: RunUsage[] = [];
      for (let round = 0; round < rounds; round += 1) usages.push(await measureRun(servers, stack, kind));
      return usages;
    };
    const full = await measure('full');
    const high = await measure('high');
    const ofDay = (read: (usage: RunUsage) => number) =>
      FULLS_PER_DAY * median(full.map(read)) + HIGHS_PER_DAY * median(high.map(read));
    const actions = ofDay((usage) => usage.actions + ACTIONS_PER_SCHEDULED_RUN);
    return [
      ...measurementsOf(`${at}: FULL`, full),
      ...measurementsOf(`${at}: HIGH`, high),
      single(`${at}: worker memory, peak`, 'MiB', readPeakMemoryMib(stack.worker.pid)),
      single(`${at}: database`, 'MiB', (await readDatabaseSize(stack.environment.DATABASE_URL!)) / MIB),
      single(`${at}: a day: processor, share of a core`, '%', (100 * ofDay(totalSeconds)) / SECONDS_PER_DAY),
      single(`${at}: a day: history`, 'MiB', ofDay(({ historyBytes }) => historyBytes) / MIB),
      single(`${at}: a day: Actions`, 'actions', actions),
      single(`${at}: a month: price of the Actions`, '$', priceOf(actions * DAYS_PER_MONTH)),
    ];
  });
}

function measurementsOf(name: string, usages: readonly RunUsage[]): Measurement[] {
  const each = (what: string, unit: Measurement['unit'], read: (usage: RunUsage) => number): Measurement => ({
    name: `${name}${what}`,
    unit,
    samples: usages.map(read),
  });
  return [
    each('', 'ms', ({ durationMs }) => durationMs),
    each(', processor of the worker', 's', ({ cpuSeconds }) => cpuSeconds.worker),
    each(', processor of the Temporal server', 's', ({ cpuSeconds }) => cpuSeconds.temporal),
    each(', processor of PostgreSQL', 's', ({ cpuSeconds }) => cpuSeconds.postgres),
    each(', history', 'KiB', ({ historyBytes }) => historyBytes / KIB),
    each(', largest history', 'events', ({ largestHistory }) => largestHistory),
    each(', Actions', 'actions', ({ actions }) => actions),
  ];
}

function totalSeconds({ cpuSeconds: { worker, temporal, postgres } }: RunUsage): number {
  return worker + temporal + postgres;
}

function priceOf(actions: number): number {
  return (actions / 1_000_000) * PRICE_PER_MILLION * (1 + PLAN_SHARE);
}

async function readDatabaseSize(connectionString: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: number }>(
      'SELECT pg_database_size(current_database())::float8 AS bytes',
    );
    return rows[0]!.bytes;
  } finally {
    await client.end();
  }
}

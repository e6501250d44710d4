import { OFFERS_PER_BATCH } from '../../src/domain/network-limits';
import type { SyncKind } from '../../src/domain/run';
import { median, type Measurement } from '../measurements';
import { sampleProcesses } from '../process-stats';
import {
  type BenchStack,
  CONCURRENT_BATCHES,
  CONCURRENT_PAGES,
  LATENCY_MS,
  offersOnPages,
  openBenchStack,
  type Servers,
} from '../stack';
import { startTimedSync, timeSync } from '../time-sync';
import { withCleanup } from '../with-cleanup';

/** The length of the ConversionList, which a HIGH works through. */
const CONVERTING = 900;

/** The default rate limit of a FULL in pages per second, and the pages that take 20 seconds at this rate. */
const DEFAULT_RATE = 20;
const DEFAULT_RATE_PAGES = 400;

const SAMPLE_EVERY_MS = 250;

/** A catalogue of some size, and what is measured over it. */
export interface Trial {
  pages: number;
  rounds: number;
  /** Upper bound of a FULL's duration, relative to the time that the network alone needs. */
  fullBound?: number;
  /** Measure HIGH alone as well. */
  withHigh: boolean;
  /** Measure HIGH during a FULL as well. The FULL must outlast some HIGHs. */
  withHighBesideFull: boolean;
}

export interface TrialResult {
  measurements: Measurement[];
  /** Peak memory of the worker. Undefined where the system does not report it. */
  peakMiB: number | undefined;
}

/** Run one trial on a stack of its own. */
export async function runTrial(
  servers: Servers,
  trial: Trial,
  log: (line: string) => void,
): Promise<TrialResult> {
  const { pages, rounds } = trial;
  return withCleanup(async (cleanup) => {
    log(`a network of ${pages} pages`);
    const options = { database: `bench_${pages}`, offers: offersOnPages(pages), converting: CONVERTING };
    const stack = await openBenchStack(servers, options, cleanup);
    const sampler = sampleProcesses({ worker: stack.worker }, SAMPLE_EVERY_MS);
    cleanup.defer('sampler', () => sampler.stop());
    log(`FULL over ${pages} pages, ${rounds} rounds`);
    const measurements: Measurement[] = [
      {
        name: `FULL, ${pages} pages, ${CONCURRENT_PAGES} concurrent`,
        unit: 'ms',
        samples: await timeRounds(stack, 'full', rounds),
        baseline: (pages / CONCURRENT_PAGES) * LATENCY_MS,
        ...(trial.fullBound && { bound: { atMost: trial.fullBound } }),
      },
    ];
    if (trial.withHigh) measurements.push(await measureHigh(stack, rounds, log));
    if (trial.withHighBesideFull)
      measurements.push(await measureHighBesideFull(stack, rounds, 'a FULL', log));
    const { worker } = sampler.stop();
    const peakMiB = worker.length === 0 ? undefined : Math.max(...worker.map((stats) => stats.residentMiB));
    return { measurements, peakMiB };
  });
}

async function measureHigh(
  stack: BenchStack,
  rounds: number,
  log: (line: string) => void,
): Promise<Measurement> {
  log(`HIGH over ${stack.converting} offers, ${rounds} rounds`);
  const batches = Math.ceil(stack.converting / OFFERS_PER_BATCH);
  return {
    name: `HIGH, ${stack.converting} offers, ${CONCURRENT_BATCHES} concurrent batches`,
    unit: 'ms',
    samples: await timeRounds(stack, 'high', rounds),
    baseline: (batches / CONCURRENT_BATCHES) * LATENCY_MS,
    bound: { atMost: 2 },
  };
}

/** Measure HIGH during a FULL with the default rate limit, on a stack of its own. */
export async function measureHighBesideDefaultFull(
  servers: Servers,
  rounds: number,
  log: (line: string) => void,
): Promise<Measurement> {
  return withCleanup(async (cleanup) => {
    const options = {
      database: 'bench_default_rate',
      offers: offersOnPages(DEFAULT_RATE_PAGES),
      converting: CONVERTING,
      settings: { FULL_SYNC_REQUESTS_PER_SECOND: String(DEFAULT_RATE) },
    };
    const stack = await openBenchStack(servers, options, cleanup);
    // Builds the ConversionList.
    await timeSync(stack, 'full');
    return measureHighBesideFull(stack, rounds, `a FULL at ${DEFAULT_RATE} pages per second`, log);
  });
}

/** Measure HIGH during a FULL's scan. The baseline is HIGH alone, right before. */
async function measureHighBesideFull(
  stack: BenchStack,
  rounds: number,
  full: string,
  log: (line: string) => void,
): Promise<Measurement> {
  log(`HIGH alone and beside ${full}, ${rounds} rounds each`);
  const baseline = median(await timeRounds(stack, 'high', rounds));
  const samples: number[] = [];
  while (samples.length < rounds) {
    const { workflowId, runId, isRunning, duration } = await startTimedSync(stack, 'full');
    await stack.syncs.readPlannedChunks(workflowId, runId);
    while (samples.length < rounds && isRunning()) {
      const durationMs = await timeSync(stack, 'high');
      // A HIGH that outlasts the FULL was alone for a part of its time.
      if (isRunning()) samples.push(durationMs);
    }
    await duration;
  }
  return {
    name: `HIGH beside ${full}, relative to HIGH alone`,
    unit: 'ms',
    samples,
    baseline,
    bound: { atMost: 1.2 },
  };
}

async function timeRounds(stack: BenchStack, kind: SyncKind, rounds: number): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) samples.push(await timeSync(stack, kind));
  return samples;
}

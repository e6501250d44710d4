import { createCleanupStack } from '../../src/async/cleanup';
import { OFFERS_PER_BATCH, OFFERS_PER_PAGE } from '../../src/domain/network-limits';
import { type Figure, medianOf } from '../figures';
import { BATCHES_AT_ONCE, LATENCY_MS, openStage, PAGES_AT_ONCE, type Stage } from '../open-stage';
import type { Servers } from '../programs/start-servers';
import { watchMemory } from '../programs/watch-memory';
import { timeSync } from './time-sync';

/** Offers that convert, and so the length of the list that a HIGH works through. */
const CONVERTING = 900;

/** Pages a second that a FULL may ask for unless the settings say otherwise, and pages for 20 seconds of that. */
const USUAL_BUDGET = 20;
const USUAL_PAGES = 400;

/** A catalogue of some size, and how close to the network's own time a FULL over it has to come. */
export interface Trial {
  pages: number;
  rounds: number;
  /** Times the time that the network alone would take. */
  fullReach?: number;
  /** Measure HIGH alone here, too. */
  withHigh: boolean;
  /** Measure HIGH while a FULL goes on, too. It takes a FULL that outlasts some HIGHs. */
  withHighBesideFull: boolean;
}

/** What a trial found, and the most memory that its worker had, in MiB. */
export interface TrialResult {
  figures: Figure[];
  mostMiB: number | undefined;
}

/** Run one trial on a stage of its own. `tell` hears what is being measured. */
export async function runTrial(
  servers: Servers,
  trial: Trial,
  tell: (line: string) => void,
): Promise<TrialResult> {
  const { pages, rounds } = trial;
  const cleanup = createCleanupStack();
  try {
    tell(`a network of ${pages} pages`);
    const stage = await openStage(
      servers,
      { database: `bench_${pages}`, offers: pages * OFFERS_PER_PAGE, converting: CONVERTING },
      cleanup,
    );
    const figures: Figure[] = [];
    const { mostMiB } = await watchMemory(stage.worker, async () => {
      tell(`FULL over ${pages} pages, ${rounds} times`);
      figures.push({
        what: `FULL, ${pages} pages, ${PAGES_AT_ONCE} at once`,
        unit: 'ms',
        samples: await timeRounds(stage, 'full', rounds),
        against: (Math.ceil(stage.offers / OFFERS_PER_PAGE) / PAGES_AT_ONCE) * LATENCY_MS,
        ...(trial.fullReach === undefined ? {} : { reach: { atMost: trial.fullReach } }),
      });
      if (trial.withHigh) figures.push(await measureHigh(stage, rounds, tell));
      if (trial.withHighBesideFull) figures.push(await measureHighBesideFull(stage, rounds, 'a FULL', tell));
    });
    return { figures, mostMiB };
  } finally {
    await cleanup.closeAll();
  }
}

async function measureHigh(stage: Stage, rounds: number, tell: (line: string) => void): Promise<Figure> {
  tell(`HIGH over ${stage.converting} offers, ${rounds} times`);
  const batches = Math.ceil(stage.converting / OFFERS_PER_BATCH);
  return {
    what: `HIGH, ${stage.converting} offers, ${BATCHES_AT_ONCE} batches at once`,
    unit: 'ms',
    samples: await timeRounds(stage, 'high', rounds),
    against: (batches / BATCHES_AT_ONCE) * LATENCY_MS,
    reach: { atMost: 2 },
  };
}

/** HIGHs while a FULL scans that keeps to its usual budget, on a stage of their own. */
export async function measureHighBesideUsualFull(
  servers: Servers,
  rounds: number,
  tell: (line: string) => void,
): Promise<Figure> {
  const cleanup = createCleanupStack();
  try {
    const wishes = {
      database: 'bench_usual',
      offers: USUAL_PAGES * OFFERS_PER_PAGE,
      converting: CONVERTING,
      settings: { FULL_SYNC_REQUESTS_PER_SECOND: String(USUAL_BUDGET) },
    };
    const stage = await openStage(servers, wishes, cleanup);
    // From then on there is a list to work through.
    await timeRounds(stage, 'full', 1);
    return await measureHighBesideFull(stage, rounds, `a FULL of ${USUAL_BUDGET} pages a second`, tell);
  } finally {
    await cleanup.closeAll();
  }
}

/** HIGHs while a FULL scans, against HIGHs alone, right before it. */
async function measureHighBesideFull(
  stage: Stage,
  rounds: number,
  besideWhat: string,
  tell: (line: string) => void,
): Promise<Figure> {
  tell(`HIGH alone and beside ${besideWhat}, ${rounds} times each`);
  const alone = medianOf(await timeRounds(stage, 'high', rounds));
  const samples: number[] = [];
  while (samples.length < rounds) {
    const full = await timeSync(stage, 'full');
    await stage.syncs.readPlannedChunks(full.workflowId, full.runId);
    while (samples.length < rounds && full.isGoing()) {
      const tookMs = await (await timeSync(stage, 'high')).took;
      // One that outlasted the FULL was alone for a part of its time.
      if (full.isGoing()) samples.push(tookMs);
    }
    await full.took;
  }
  return {
    what: `HIGH beside ${besideWhat}, against HIGH alone`,
    unit: 'ms',
    samples,
    against: alone,
    reach: { atMost: 1.2 },
  };
}

async function timeRounds(stage: Stage, kind: 'full' | 'high', rounds: number): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) samples.push(await (await timeSync(stage, kind)).took);
  return samples;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistories } from '../../harness/histories/read-histories';
import { type Bar, readTimeline } from '../../harness/histories/timeline';
import type { SyncKind } from '../../src/domain/run';
import { type Measurement, single } from '../measurements';
import { type BenchStack, offersOnPages, openBenchStack, type Servers } from '../stack';
import { startTimedSync, timeSync } from '../time-sync';
import { withCleanup } from '../with-cleanup';
import { drawTimeline } from './draw';

const PAGES = 30;
const LISTED = 900;

/** A new process compiles code under its first runs. */
const WARM_UP_ROUNDS = 2;

const IMAGES = join(__dirname, '../../docs/images');

/** Draw what one FULL and one HIGH do, from their histories, and replace the images in `docs/images`. */
export function measureTimeline(servers: Servers, log: (line: string) => void): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    log(`a FULL over ${PAGES} pages and a HIGH over ${LISTED} offers, drawn in docs/images`);
    const options = { database: 'timeline', offers: offersOnPages(PAGES), converting: LISTED };
    const stack = await openBenchStack(servers, options, cleanup);
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
      await timeSync(stack, 'full');
      await timeSync(stack, 'high');
    }
    return [
      ...(await drawRun(stack, 'full', `FULL, ${PAGES} pages`)),
      ...(await drawRun(stack, 'high', `HIGH, ${LISTED} offers`)),
    ];
  });
}

async function drawRun(
  stack: BenchStack,
  kind: Exclude<SyncKind, 'refresh'>,
  name: string,
): Promise<Measurement[]> {
  const run = await startTimedSync(stack, kind);
  await run.duration;
  const timeline = readTimeline(await readHistories(stack.temporal, run));
  writeFileSync(join(IMAGES, `${kind}-timeline.svg`), drawTimeline(name, timeline));
  const tasks = timeline.workflows[0]!.tasks;
  return [
    single(`${name}: duration`, 'ms', timeline.durationMs),
    single(`${name}: time in ${tasks.length} workflow tasks of the run`, 'ms', sumOf(tasks)),
  ];
}

/** The time from being scheduled to the end, of all together. */
function sumOf(bars: readonly Bar[]): number {
  return bars.reduce((sum, { scheduledMs, endedMs }) => sum + endedMs - scheduledMs, 0);
}

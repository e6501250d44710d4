import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { createCleanupStack } from '../../src/async/cleanup';
import { PAGES_PER_CHUNK } from '../../src/domain/network-limits';
import { LOOPBACK } from '../../src/local/process/ports';
import { openPlanDatabase } from './database';
import { type ChunkJob, createPlanJobs, type HighJob } from './plan-jobs';
import { createBullQueue, createLoop, type PlanQueue } from './plan-queue';

/** The plan's `concurrency` is the number of requests that one job has in flight. */
export type TimedPlanRun =
  | { kind: 'full'; pages: number; concurrency: number; isLimited: boolean }
  | { kind: 'high'; concurrency: number };

/** What the plan's process is asked to do, the body of a POST as JSON. The answer is the number of stored offers. */
export type PlanRun = TimedPlanRun | { kind: 'list' };

/** Two chunks start per second. */
const CHUNKS_PER_SECOND = 2;

// The plan's worker in a process of its own. Its environment names an empty database, the network and Redis; without
// REDIS_PORT it works without Bull, and without PRISMA_FOLDER without Prisma. It prints its URL, and ends on SIGTERM.
async function main(): Promise<void> {
  const { DATABASE_URL, MOBIPIUM_API_URL, MOBIPIUM_API_TOKEN, REDIS_PORT, PRISMA_FOLDER } = process.env;
  const cleanup = createCleanupStack();
  process.once('SIGTERM', () => void cleanup.closeAll());
  const database = await openPlanDatabase({ databaseUrl: DATABASE_URL!, prismaFolder: PRISMA_FOLDER });
  cleanup.defer('database', () => database.close());
  const jobs = createPlanJobs({ database, networkUrl: MOBIPIUM_API_URL!, token: MOBIPIUM_API_TOKEN! });

  const openQueue = <Job>(name: string, processor: (job: Job) => Promise<number>, jobsPerSecond?: number) => {
    const queue: PlanQueue<Job> =
      REDIS_PORT === undefined
        ? createLoop(processor)
        : createBullQueue({ name, redisPort: Number(REDIS_PORT), jobsPerSecond }, processor);
    cleanup.defer(name, () => queue.close());
    return queue;
  };
  const chunks = openQueue<ChunkJob>('full-sync-chunk-unlimited', jobs.syncChunk);
  const limitedChunks = openQueue<ChunkJob>('full-sync-chunk', jobs.syncChunk, CHUNKS_PER_SECOND);
  // Without the plan's limit of a job in two seconds, which a HIGH every two minutes never reaches.
  const highs = openQueue<HighJob>('high-priority', jobs.syncHigh);

  const start = async (run: PlanRun): Promise<number> => {
    switch (run.kind) {
      case 'full':
        return (run.isLimited ? limitedChunks : chunks).processAll(splitChunks(run));
      case 'high':
        return highs.processAll([{ concurrency: run.concurrency }]);
      case 'list':
        return jobs.fillList();
    }
  };
  const server = createServer((request, response) => void answer(request, response, start));
  cleanup.defer('server', () => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  process.stdout.write(`http://${LOOPBACK}:${(server.address() as AddressInfo).port}\n`);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  start: (run: PlanRun) => Promise<number>,
): Promise<void> {
  try {
    response.end(String(await start((await json(request)) as PlanRun)));
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
}

function splitChunks({ pages, concurrency }: { pages: number; concurrency: number }): ChunkJob[] {
  return Array.from({ length: Math.ceil(pages / PAGES_PER_CHUNK) }, (_chunk, index) => ({
    firstPage: index * PAGES_PER_CHUNK + 1,
    lastPage: Math.min((index + 1) * PAGES_PER_CHUNK, pages),
    concurrency,
  }));
}

void main();

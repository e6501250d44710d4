import { startScript, type Program } from '../harness/processes/program';
import { startWorkerProcess } from '../harness/processes/worker';
import { startTestPostgres, type TestPostgres } from '../harness/servers/postgres-server';
import { startTestTemporal, type TestTemporal } from '../harness/servers/temporal';
import type { CleanupStack } from '../src/async/cleanup';
import { readConfig } from '../src/config';
import { OFFERS_PER_PAGE } from '../src/domain/network-limits';
import type { Clients } from '../src/local/clients';
import { openStack } from '../src/local/stack';
import type { BenchNetwork } from './sandbox-process';

/** The network's latency. */
export const LATENCY_MS = 120;

/** The defaults of the settings. */
export const CONCURRENT_PAGES = 10;
export const CONCURRENT_BATCHES = 5;

const TOKEN = 'bench';

/**
 * The offers of a network of this many pages. The last one is not full, as in 99 of 100 catalogues: behind a full one a FULL
 * requests one more, see docs/decisions/0002.
 */
export function offersOnPages(pages: number): number {
  return pages * OFFERS_PER_PAGE - OFFERS_PER_PAGE / 2;
}

/** The servers that all benchmarks of one run share. */
export interface Servers {
  postgres: TestPostgres;
  temporal: TestTemporal;
}

/** Start PostgreSQL and Temporal as `npm start` runs them, on free ports and in temporary folders. */
export async function startServers(cleanup: CleanupStack): Promise<Servers> {
  const postgres = await startTestPostgres();
  cleanup.defer('PostgreSQL', () => postgres.drop());
  const temporal = await startTestTemporal();
  cleanup.defer('Temporal server', () => temporal.stop());
  return { postgres, temporal };
}

/** A database, a network and a worker of their own, and the clients to start runs. */
export interface BenchStack extends Clients {
  sandbox: Program;
  worker: Program;
  /** The settings of the worker, for further programs. */
  environment: Record<string, string>;
  offers: number;
  converting: number;
}

export interface BenchStackOptions {
  /** The name of its database. */
  database: string;
  /** Size of the network: all of its offers are Active, `converting` of them have a conversion, and nothing changes. */
  offers: number;
  converting: number;
  /** Override the worker's settings. */
  settings?: Record<string, string>;
}

/**
 * Open the service on running servers with the network and the worker in processes of their own, as in production.
 * No rate limit applies unless `settings` has one.
 */
export async function openBenchStack(
  { postgres, temporal }: Servers,
  { database, offers, converting, settings }: BenchStackOptions,
  cleanup: CleanupStack,
): Promise<BenchStack> {
  const network: BenchNetwork = { token: TOKEN, latencyMs: LATENCY_MS, offers, converting };
  const sandbox = startScript(['bench/sandbox-process.ts', JSON.stringify(network)], {});
  cleanup.defer('sandbox', () => sandbox.stop());
  const [, url = ''] = await sandbox.waitFor(/^(http.*)\n/m, 60_000);
  const environment = {
    DATABASE_URL: await postgres.createDatabase(database),
    TEMPORAL_ADDRESS: temporal.address,
    MOBIPIUM_API_URL: url,
    MOBIPIUM_API_TOKEN: TOKEN,
    HIGH_SYNC_CONCURRENCY: String(CONCURRENT_BATCHES),
    FULL_SYNC_CONCURRENCY: String(CONCURRENT_PAGES),
    HIGH_SYNC_REQUESTS_PER_SECOND: '0',
    FULL_SYNC_REQUESTS_PER_SECOND: '0',
    ...settings,
  };
  const stack = await openStack({ config: readConfig(environment), connections: 2 }, cleanup);
  const worker = startWorkerProcess(environment);
  cleanup.defer('worker', () => worker.stop());
  await worker.waitUntilReady();
  return { ...stack, sandbox, worker, environment, offers, converting };
}

import type { Client } from '@temporalio/client';
import type { CleanupStack } from '../src/async/cleanup';
import { createSyncClient, type SyncClient } from '../src/client';
import { createTemporalClient } from '../src/client/connection';
import { readConfig } from '../src/config';
import { createStore, type Store } from '../src/store';
import { migrate } from '../src/store/migrations/migrate';
import type { BenchNetwork } from './programs/sandbox-process';
import { spawnProgram, type SpawnedProgram } from './programs/spawn-program';
import type { Servers } from './programs/start-servers';

/** What a request to the network takes. */
export const LATENCY_MS = 120;

/** Pages of a FULL, and batches of a HIGH, that are asked for at once: the defaults of the settings. */
export const PAGES_AT_ONCE = 10;
export const BATCHES_AT_ONCE = 5;

const TOKEN = 'bench';

/** A database, a network and a worker of their own, and the means to start runs there. */
export interface Stage {
  syncs: SyncClient;
  temporal: Client;
  store: Store;
  sandbox: SpawnedProgram;
  worker: SpawnedProgram;
  /** The settings of the worker, for other programs beside it. */
  environment: Record<string, string>;
  /** Offers of the network, all of them Active, and those of them that convert. */
  offers: number;
  converting: number;
}

/** What a stage is to be like. */
export interface StageWishes {
  /** The name of its database. */
  database: string;
  offers: number;
  converting: number;
  /** Settings of the worker that differ. */
  settings?: Record<string, string>;
}

/**
 * Set up a mirror of a network with so many offers, all of them Active, of which so many convert; nothing changes there.
 *
 * The network and the worker have processes of their own, as in production. No rate limit holds, unless wished for.
 */
export async function openStage(
  { postgres, temporalAddress }: Servers,
  { database, offers, converting, settings = {} }: StageWishes,
  cleanup: CleanupStack,
): Promise<Stage> {
  const network: BenchNetwork = { token: TOKEN, latencyMs: LATENCY_MS, offers, converting };
  const sandbox = await spawnProgram(
    ['bench/programs/sandbox-process.ts', JSON.stringify(network)],
    {},
    (line) => line.startsWith('http'),
  );
  cleanup.defer('sandbox', () => sandbox.stop());

  await postgres.ensureDatabase(database);
  const databaseUrl = postgres.url(database);
  await migrate(databaseUrl);
  const store = createStore({ databaseUrl, connections: 2 });
  cleanup.defer('database', () => store.close());

  const environment = {
    DATABASE_URL: databaseUrl,
    MOBIPIUM_API_URL: sandbox.said,
    MOBIPIUM_API_TOKEN: TOKEN,
    TEMPORAL_ADDRESS: temporalAddress,
    HIGH_SYNC_CONCURRENCY: String(BATCHES_AT_ONCE),
    FULL_SYNC_CONCURRENCY: String(PAGES_AT_ONCE),
    HIGH_SYNC_REQUESTS_PER_SECOND: '0',
    FULL_SYNC_REQUESTS_PER_SECOND: '0',
    ...settings,
  };
  const worker = await spawnProgram(['src/cli/main.ts', 'worker'], environment, (line) =>
    line.includes('worker is ready'),
  );
  cleanup.defer('worker', () => worker.stop());

  const temporal = createTemporalClient(readConfig(environment).temporal);
  cleanup.defer('Temporal client', () => temporal.connection.close());
  const syncs = createSyncClient({ temporal, uiUrl: undefined });
  return { syncs, temporal, store, sandbox, worker, environment, offers, converting };
}

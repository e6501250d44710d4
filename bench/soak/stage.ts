import { lendPostgres } from '../../harness/servers/own-postgres';
import type { CleanupStack } from '../../src/async/cleanup';
import { createSyncClient } from '../../src/client';
import { createTemporalClient } from '../../src/client/connection';
import { readConfig } from '../../src/config';
import { startSandbox } from '../../src/sandbox';
import { createStore } from '../../src/store';
import { spawnProgram, type SpawnedProgram } from '../programs/spawn-program';
import { startApi } from '../programs/start-api';
import { startTemporal } from '../programs/start-servers';

const TOKEN = 'bench';
const LATENCY_MS = 50;

/** Faults come every few seconds, so what hangs is given up in a few. The rest is as anybody has it. */
const SETTINGS = { UPSTREAM_TIMEOUT: '3s', FULL_PAGE_RETRY_FOR: '2m', HIGH_BATCH_RETRY_FOR: '15s' };

/**
 * Set up all that the service consists of, as it is deployed: a worker and the API in processes of their own, a second
 * worker on demand, and the servers. The network is in this process, so that it can be held against the mirror.
 */
export async function openSoakStage(cleanup: CleanupStack) {
  const postgres = await lendPostgres();
  cleanup.defer('PostgreSQL', () => postgres.drop());
  const temporalAddress = await startTemporal(cleanup);

  let frozenAtMs: number | undefined;
  const clock = () => frozenAtMs ?? Date.now();
  const sandbox = await startSandbox({ token: TOKEN, latencyMs: LATENCY_MS, churn: 0, clock });
  cleanup.defer('sandbox', () => sandbox.close());

  const environment = {
    DATABASE_URL: postgres.databaseUrl,
    MOBIPIUM_API_URL: sandbox.url,
    MOBIPIUM_API_TOKEN: TOKEN,
    TEMPORAL_ADDRESS: temporalAddress,
    ...SETTINGS,
  };
  const startWorker = async (): Promise<SpawnedProgram> => {
    const worker = await spawnProgram(['src/cli/main.ts', 'worker'], environment, (line) =>
      line.includes('worker is ready'),
    );
    cleanup.defer('worker', () => worker.stop());
    return worker;
  };
  const worker = await startWorker();
  const { url, program: api } = await startApi(environment, cleanup);

  const store = createStore({ databaseUrl: postgres.databaseUrl, connections: 2 });
  cleanup.defer('database', () => store.close());
  const temporal = createTemporalClient(readConfig(environment).temporal);
  cleanup.defer('Temporal client', () => temporal.connection.close());
  const syncs = createSyncClient({ temporal, uiUrl: undefined });
  return {
    postgres,
    sandbox,
    /** From now on it is always this moment for the network: nothing grows older while it is compared. */
    freeze: () => (frozenAtMs ??= Date.now()),
    startVictim: startWorker,
    worker,
    api,
    apiUrl: url,
    store,
    temporal,
    syncs,
  };
}

export type SoakStage = Awaited<ReturnType<typeof openSoakStage>>;

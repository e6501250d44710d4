import { Client, Connection } from '@temporalio/client';
import pino from 'pino';
import { openWithCleanup } from '../src/async/cleanup';
import { createSyncClient } from '../src/client';
import { readConfig } from '../src/config';
import { startSandbox, type SandboxOptions } from '../src/sandbox';
import { createStore } from '../src/store';
import { createUpstream, type UpstreamOptions } from '../src/upstream';
import { requestsAtOnce, type RunningWorker, startWorker } from '../src/worker';
import { type TestDatabase, createTestDatabase } from './servers/database';
import { startTestTemporal } from './servers/temporal';

export interface TestStackOptions {
  sandbox?: Omit<SandboxOptions, 'token'>;
  /** More settings, by their names. */
  settings?: Record<string, string>;
  /** Settings of the Temporal server itself. */
  server?: Record<string, number>;
  /** More options of the client of the network that the worker in this process has. */
  upstream?: Pick<UpstreamOptions, 'longestWaitMs'>;
  /** A database of the test's own, which is dropped in the end; left out: one on the server that all tests share. */
  database?: TestDatabase;
  /** False: the test starts its own worker. */
  withWorker?: boolean;
}

const TOKEN = 'test-token';

/**
 * Lend everything that the service runs on, for one test file: a database, a Temporal server, the sandbox, and a
 * worker that runs in this process. Whoever borrows it calls `stop`.
 */
export function startTestStack(options: TestStackOptions = {}) {
  const {
    sandbox: wishes = {},
    settings = {},
    server: dynamicConfig,
    upstream: more,
    withWorker = true,
  } = options;
  return openWithCleanup(async (cleanup) => {
    const database = options.database ?? (await createTestDatabase());
    cleanup.defer('database', () => database.drop());
    const server = await startTestTemporal(dynamicConfig);
    cleanup.defer('Temporal server', () => server.stop());
    const sandbox = await startSandbox({ churn: 0, ...wishes, token: TOKEN });
    cleanup.defer('sandbox', () => sandbox.close());

    const environment = {
      DATABASE_URL: database.databaseUrl,
      TEMPORAL_ADDRESS: server.address,
      MOBIPIUM_API_URL: sandbox.url,
      MOBIPIUM_API_TOKEN: TOKEN,
      HIGH_SYNC_REQUESTS_PER_SECOND: '0',
      FULL_SYNC_REQUESTS_PER_SECOND: '0',
      UPSTREAM_TIMEOUT: '2s',
      ...settings,
    };
    const config = readConfig(environment);
    const connection = await Connection.connect({ address: server.address });
    cleanup.defer('connection', () => connection.close());
    const temporal = new Client({ connection });
    const store = createStore({ databaseUrl: database.databaseUrl });
    cleanup.defer('store', () => store.close());

    let worker: RunningWorker | undefined;
    const startInProcessWorker = async () => {
      const upstream = createUpstream({
        url: sandbox.url,
        token: TOKEN,
        timeoutMs: config.upstream.timeoutMs,
        connections: requestsAtOnce(config),
        ...more,
      });
      worker = await startWorker({
        config,
        store,
        upstream,
        logger: pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
      });
      cleanup.defer('worker', async () => {
        await worker?.stop();
        await upstream.close();
      });
    };
    if (withWorker) await startInProcessWorker();

    const syncs = createSyncClient({ temporal, uiUrl: undefined });
    return {
      config,
      environment,
      sandbox,
      server,
      store,
      syncs,
      temporal,
      databaseUrl: database.databaseUrl,
      startInProcessWorker,
    };
  });
}

export type TestStack = Awaited<ReturnType<typeof startTestStack>>;

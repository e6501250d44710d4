import pino from 'pino';
import { type CleanupStack, openWithCleanup } from '../src/async/cleanup';
import { type Config, readConfig } from '../src/config';
import { type Clients, openClients } from '../src/local/clients';
import { openWorker } from '../src/local/stack';
import { type SandboxOptions, startSandbox } from '../src/sandbox';
import type { UpstreamOptions } from '../src/upstream';
import { createTestDatabase, type TestDatabase } from './servers/database';
import { startTestTemporal } from './servers/temporal';

export interface TestServersOptions {
  /** Default: a catalogue that only scripts change. */
  sandbox?: Omit<SandboxOptions, 'token'>;
  /** Added to the settings that name the servers. */
  settings?: Record<string, string>;
  /** Settings of the Temporal server. */
  dynamicConfig?: Record<string, number>;
  /** Default: a migrated database on the server that all tests share. It is dropped in the end. */
  database?: TestDatabase;
}

const TOKEN = 'test-token';

/** The tests' own calls to the Temporal server, in milliseconds: on a slow machine they may take longer than a page waits for. */
const CALL_TIMEOUT_MS = 20_000;

/** Start what the service runs on: a database, a Temporal server and the sandbox. `environment` has their settings. */
export async function startTestServers(
  { sandbox: sandboxOptions, settings = {}, dynamicConfig, ...options }: TestServersOptions,
  cleanup: CleanupStack,
) {
  const database = options.database ?? (await createTestDatabase());
  cleanup.defer('database', () => database.drop());
  const temporalServer = await startTestTemporal(dynamicConfig);
  cleanup.defer('Temporal server', () => temporalServer.stop());
  const sandbox = await startSandbox({
    churn: 0,
    epoch: Date.now(),
    ...sandboxOptions,
    token: TOKEN,
  });
  cleanup.defer('sandbox', () => sandbox.close());
  const { databaseUrl } = database;
  const environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalServer.address,
    MOBIPIUM_API_URL: sandbox.url,
    MOBIPIUM_API_TOKEN: TOKEN,
    UPSTREAM_TIMEOUT: '2s',
    ...settings,
  };
  return { databaseUrl, temporalServer, sandbox, environment };
}

/** Create the clients of a migrated database and of the Temporal server that the settings name, for a slow machine. */
export async function openTestClients(config: Config, cleanup: CleanupStack): Promise<Clients> {
  const clients = openClients(config, cleanup, { callTimeoutMs: CALL_TIMEOUT_MS });
  // It is kept then. A start of a run waits two seconds for it, in which a slow machine may not have connected.
  await clients.store.readMirrorId();
  return clients;
}

export interface TestStackOptions extends TestServersOptions {
  /** Options of the worker's client of the network. */
  upstream?: Pick<UpstreamOptions, 'maxRetryAfterMs'>;
  /** False: the test starts workers itself. */
  withWorker?: boolean;
}

/** Start the servers without rate limits, and the service on them with a worker in this process. The caller calls `stop`. */
export function startTestStack({ withWorker = true, upstream, ...options }: TestStackOptions = {}) {
  return openWithCleanup(async (cleanup) => {
    const unlimited = { HIGH_SYNC_REQUESTS_PER_SECOND: '0', FULL_SYNC_REQUESTS_PER_SECOND: '0' };
    const servers = await startTestServers(
      { ...options, settings: { ...unlimited, ...options.settings } },
      cleanup,
    );
    const config = readConfig(servers.environment);
    const clients = await openTestClients(config, cleanup);
    const startInProcessWorker = async (): Promise<void> => {
      const logger = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
      await openWorker(config, { store: clients.store, upstream, logger }, cleanup);
    };
    if (withWorker) await startInProcessWorker();
    return { ...servers, ...clients, config, startInProcessWorker };
  });
}

export type TestStack = Awaited<ReturnType<typeof startTestStack>>;

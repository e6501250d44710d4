import { createTestDatabase } from '../../../harness/servers/database';
import { startTestTemporal } from '../../../harness/servers/temporal';
import { openWithCleanup } from '../../../src/async/cleanup';
import { findFreePorts } from '../../../src/local/process/ports';
import { startSandbox } from '../../../src/sandbox';

const TOKEN = 'test-token';
const API_KEY = 'test-key';

/** How long the sandbox takes for an answer, in milliseconds: a FULL over 20 pages, two at once, is there to be met. */
const LATENCY_MS = 250;

/**
 * Lend what a deployed service runs on, with the settings that lead there: a database without any tables, a Temporal
 * server, the sandbox. Whoever borrows it calls `stop`.
 */
export function startTestServers() {
  return openWithCleanup(async (cleanup) => {
    const database = await createTestDatabase({ empty: true });
    cleanup.defer('database', () => database.drop());
    const temporal = await startTestTemporal();
    cleanup.defer('Temporal server', () => temporal.stop());
    const sandbox = await startSandbox({ token: TOKEN, offers: 2_500, churn: 0, latencyMs: LATENCY_MS });
    cleanup.defer('sandbox', () => sandbox.close());
    const [port = 0, metricsPort = 0] = await findFreePorts(2);
    const settings = {
      DATABASE_URL: database.databaseUrl,
      TEMPORAL_ADDRESS: temporal.address,
      MOBIPIUM_API_URL: sandbox.url,
      MOBIPIUM_API_TOKEN: TOKEN,
      UPSTREAM_TIMEOUT: '2s',
      FULL_SYNC_CONCURRENCY: '2',
      HOST: '127.0.0.1',
      PORT: String(port),
      API_KEY,
      WORKER_METRICS_ADDRESS: `127.0.0.1:${metricsPort}`,
    };
    return { sandbox, settings, api: createApi(port) };
  });
}

/** A run as the API tells of it, as far as these tests look. */
export interface RunSummary {
  status: string;
  progress: { pagesDone: number } | null;
  audit: { complete: boolean; offersDistinct: number; requests: number } | null;
}

function createApi(port: number) {
  const ask = async <T>(method: string, path: string): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    /** Start a FULL; resolves with the path that tells of it. */
    startFull: async () => (await ask<{ links: { self: string } }>('POST', '/api/syncs/full')).links.self,
    readRun: (path: string) => ask<RunSummary>('GET', path),
    /** Whether the process answers. */
    isThere: () =>
      ask<object>('GET', '/api/health').then(
        () => true,
        () => false,
      ),
  };
}

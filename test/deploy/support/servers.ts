import { createTestDatabase } from '../../../harness/servers/database';
import { startTestServers } from '../../../harness/stack';
import { openWithCleanup } from '../../../src/async/cleanup';
import { findFreePorts } from '../../../src/local/process/ports';

const API_KEY = 'a-key-of-the-tests';

/** The sandbox's latency in milliseconds: a FULL over 20 pages, two at once, runs long enough to be observed. */
const LATENCY_MS = 250;

/** Start the servers of a deployed service, with its settings. The database has no tables. The caller calls `stop`. */
export function startDeploymentServers() {
  return openWithCleanup(async (cleanup) => {
    const [port = 0, metricsPort = 0] = await findFreePorts(2);
    const { sandbox, environment } = await startTestServers(
      {
        database: await createTestDatabase({ empty: true }),
        sandbox: { offers: 2_500, latencyMs: LATENCY_MS },
        settings: {
          FULL_SYNC_CONCURRENCY: '2',
          HOST: '127.0.0.1',
          PORT: String(port),
          API_KEY,
          WORKER_METRICS_ADDRESS: `127.0.0.1:${metricsPort}`,
        },
      },
      cleanup,
    );
    return { sandbox, settings: environment, api: createApi(port) };
  });
}

/** A run in the API's format, reduced to what the tests read. */
export interface RunSummary {
  status: string;
  progress: { pagesDone: number } | null;
  audit: { complete: boolean; offersDistinct: number; requests: number } | null;
}

function createApi(port: number) {
  const request = async <T>(method: string, path: string): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    /** Start a FULL, and return the path of its run. */
    startFull: async () => (await request<{ links: { self: string } }>('POST', '/api/syncs/full')).links.self,
    readRun: (path: string) => request<RunSummary>('GET', path),
    isUp: () =>
      request<object>('GET', '/api/health').then(
        () => true,
        () => false,
      ),
  };
}

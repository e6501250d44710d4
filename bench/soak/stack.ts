import { startApiProcess } from '../../harness/processes/api';
import { startWorkerProcess, type WorkerProcess } from '../../harness/processes/worker';
import { startTestPostgres } from '../../harness/servers/postgres-server';
import { startTestServers } from '../../harness/stack';
import type { CleanupStack } from '../../src/async/cleanup';
import { readConfig } from '../../src/config';
import { openStack } from '../../src/local/stack';

const LATENCY_MS = 50;

/** Short timeouts, because a fault occurs every few seconds. The other settings have their defaults. */
const SETTINGS = { UPSTREAM_TIMEOUT: '3s', FULL_PAGE_RETRY_FOR: '2m', HIGH_BATCH_RETRY_FOR: '15s' };

/**
 * Open the service as it is deployed, with a worker and the API in processes of their own, and further workers on demand.
 * The network is in this process, so that the mirror can be compared with it.
 */
export async function openSoakStack(cleanup: CleanupStack) {
  const postgres = await startTestPostgres();
  const { environment, sandbox } = await startTestServers(
    { database: postgres, sandbox: { latencyMs: LATENCY_MS }, settings: SETTINGS },
    cleanup,
  );
  const config = readConfig(environment);
  const clients = await openStack({ config, connections: 2 }, cleanup);
  const startWorker = async (): Promise<WorkerProcess> => {
    const worker = startWorkerProcess(environment);
    cleanup.defer('worker', () => worker.stop());
    await worker.waitUntilReady();
    return worker;
  };
  const worker = await startWorker();
  const api = await startApiProcess(environment);
  cleanup.defer('API', () => api.stop());
  return {
    ...clients,
    config,
    postgres,
    sandbox,
    startWorker,
    worker,
    api,
  };
}

export type SoakStack = Awaited<ReturnType<typeof openSoakStack>>;

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { CleanupStack } from '../async/cleanup';
import { processMetrics } from '../telemetry/process-metrics';
import { findFreePort, LOOPBACK, PortInUseError } from './process/ports';

/** Prometheus and a probe need one connection each. */
const MAX_CONNECTIONS = 50;

const REQUEST_TIMEOUT_MS = 10_000;

/** Where Temporal's core serves its metrics in this process: it has one exporter, which cannot be moved. */
let coreAddress: string | undefined;

/**
 * Serve the metrics of a worker, at `/metrics` of an address such as `127.0.0.1:9464`: those of Temporal's core, to which
 * the worker's own belong, and the figures of the process.
 *
 * @returns where the core has to serve its metrics, on this machine only.
 * @throws {PortInUseError} if the port is in use.
 */
export async function serveWorkerMetrics(address: string, cleanup: CleanupStack): Promise<string> {
  const core = (coreAddress ??= `${LOOPBACK}:${await findFreePort()}`);
  // From now on, not from the first request on.
  const ofProcess = processMetrics();
  const { hostname, port } = new URL(`http://${address}`);
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const texts = Promise.all([readCoreMetrics(core), ofProcess.metrics()]);
    void texts.then((both) => {
      response.writeHead(200, { 'content-type': ofProcess.contentType, 'cache-control': 'no-store' });
      response.end(both.join(''));
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  // Port 80 is the default of the scheme, so the URL does not have it.
  const metricsPort = port === '' ? 80 : Number(port);
  try {
    await once(server.listen(metricsPort, hostname.replace(/^\[|\]$/g, '')), 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortInUseError(metricsPort, 'WORKER_METRICS_ADDRESS');
  }
  cleanup.defer('metrics', async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return core;
}

/** Empty while the exporter does not answer: it is restarted after each failed attempt to connect to Temporal. */
async function readCoreMetrics(address: string): Promise<string> {
  try {
    const response = await fetch(`http://${address}/metrics`, {
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS / 2),
    });
    return await response.text();
  } catch {
    return '';
  }
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Catalogue, createCatalogue } from './catalogue/create-catalogue';
import type { CatalogueSettings } from './catalogue/settings';
import { createControlRoutes } from './control-routes';
import { createFaultInjector } from './faults/injector';
import { sendJson } from './faults/prepare-response';
import type { Faults } from './faults/schema';
import { createNetworkApi, type NetworkApiOptions } from './network-api';
import { createRequestLog, type RequestStats } from './request-log';
import { API_PATH } from './wire';

export type { Catalogue } from './catalogue/create-catalogue';
export type { Fault, FaultEffect, Faults } from './faults/schema';
export type { BeforeResponse } from './network-api';

export interface SandboxOptions extends Partial<CatalogueSettings>, NetworkApiOptions {
  /** Default: 0, any free port. */
  port?: number;
  /** Default: 127.0.0.1, as the control routes need no token. */
  host?: string;
  /** The time in ms since 1970. Default: the machine's. */
  clock?: () => number;
  /** Faults from the start. Default: none. */
  faults?: Faults;
}

/** A running sandbox. The caller closes it. */
export interface Sandbox {
  /** The URL of the network's API, including its path. */
  readonly url: string;
  readonly catalogue: Catalogue;
  readonly requests: RequestStats;
  /** Replace all faults; null removes them. */
  readonly setFault: (faults: Faults) => void;
  /** Remove scripted changes, faults and counts. The seed, the clock and requests in flight stay. */
  readonly reset: () => void;
  /** Close at once, including open and hanging responses. */
  readonly close: () => Promise<void>;
}

/** Longer than any pause in a test: no idle connection is closed while a client is about to use it. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Start a stand-in for Mobipium's API, with a seeded, changing catalogue and fault injection.
 *
 * @throws {RangeError} when a catalogue setting is invalid; the system's error when the port cannot be opened.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', clock = Date.now } = options;
  const catalogue = createCatalogue({ ...options, clock });
  const requests = createRequestLog(clock);
  const faults = createFaultInjector(catalogue.settings.seed, clock);
  faults.set(options.faults ?? null);
  const state = { catalogue, requests, faults, clock };
  const serveNetworkApi = createNetworkApi(state, options);
  const serveControl = createControlRoutes(state);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
    if (request.method === 'GET' && url.pathname === API_PATH)
      return serveNetworkApi(url.searchParams, response);
    const { status, body } = (await serveControl(request, url)) ?? {
      status: 404,
      body: { statusCode: 404, message: 'There is no such route.' },
    };
    // The control routes are called by hand: the next output begins on a line of its own.
    sendJson(response, status, `${JSON.stringify(body)}\n`);
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, JSON.stringify({ statusCode: 500, message: String(error) }));
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: boundPort } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}${API_PATH}`,
    catalogue,
    requests: requests.stats,
    setFault: (all) => faults.set(all),
    reset() {
      catalogue.reset();
      faults.set(null);
      requests.clear();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

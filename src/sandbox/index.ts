import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Catalogue, createCatalogue } from './catalogue/create-catalogue';
import type { CatalogueSettings } from './catalogue/settings';
import { createControlRoutes } from './control-routes';
import { createFaultInjector } from './faults/injector';
import type { Faults } from './faults/schema';
import { type BeforeResponse, createNetworkApi, sendJson } from './network-api';
import { createRequestLog, type RequestStats } from './request-log';
import type { ResponseOptions } from './response';
import { API_PATH } from './wire';

export type { Catalogue } from './catalogue/create-catalogue';
export type { Fault, FaultEffect, Faults } from './faults/schema';
export type { BeforeResponse } from './network-api';

export interface SandboxOptions extends Partial<CatalogueSettings>, Partial<ResponseOptions> {
  /** Default: 0, any free port. */
  port?: number;
  /** Default: 127.0.0.1, as the control routes need no token. */
  host?: string;
  /** The only accepted value of the query parameter `mwsd`. */
  token: string;
  /** The minimum duration of each response of the network's API. Default: 0. */
  latencyMs?: number;
  /** The largest page. A larger `limit` is reduced to it, and the meta block says so. Default: 100. */
  pageCap?: number;
  /** The time in ms since 1970. Default: the machine's. */
  clock?: () => number;
  /** Faults from the start. Default: none. */
  faults?: Faults;
  beforeResponse?: BeforeResponse | undefined;
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
 * By default, unknown ids are omitted from responses and numbers are sent as numbers.
 *
 * @throws {RangeError} when a catalogue setting is invalid; the system's error when the port cannot be opened.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', token, latencyMs = 0, pageCap = 100, clock = Date.now } = options;
  const { unknownIds = 'left-out', numbersAsStrings = false, beforeResponse } = options;
  const catalogue = createCatalogue({ ...settingsOf(options), clock });
  const requests = createRequestLog(clock);
  const faults = createFaultInjector(catalogue.settings.seed, clock);
  faults.set(options.faults ?? null);

  const serveNetworkApi = createNetworkApi({
    catalogue,
    requests,
    faults,
    responseOptions: { unknownIds, numbersAsStrings },
    token,
    pageCap,
    latencyMs,
    clock,
    beforeResponse,
  });
  const serveControl = createControlRoutes({ catalogue, requests: requests.stats, faults, clock });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
    if (request.method === 'GET' && url.pathname === API_PATH)
      return serveNetworkApi(url.searchParams, response);
    const { status, body } = (await serveControl(request, url)) ?? {
      status: 404,
      body: { statusCode: 404, message: 'There is no such route.' },
    };
    sendJson(response, status, JSON.stringify(body));
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, JSON.stringify({ statusCode: 500, message: String(error) }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
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

/** The catalogue settings among the options. An explicit `undefined` would override its default, so it is dropped. */
function settingsOf(options: SandboxOptions): Partial<CatalogueSettings> {
  const { seed, offers, churn, epoch, activeShare, convertingShare } = options;
  const settings = { seed, offers, churn, epoch, activeShare, convertingShare };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

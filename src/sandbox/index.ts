import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerHabits } from './answer-question';
import { type Catalogue, createCatalogue } from './catalogue/create-catalogue';
import type { CatalogueSettings } from './catalogue/settings';
import { createControlRoutes } from './control-routes';
import type { Faults } from './faults/fault';
import { createFaultPicker } from './faults/pick-effect';
import { createRequestRecorder, type RequestRecords } from './record-requests';
import { type BeforeAnswer, createNetwork, sendJson } from './serve-network';
import { API_PATH } from './wire';

export interface SandboxOptions extends Partial<CatalogueSettings>, Partial<AnswerHabits> {
  /** 0, the default: any free port. */
  port?: number;
  /** 127.0.0.1 by default: the control routes ask for no token. */
  host?: string;
  /** What a request must show as `mwsd`. */
  token: string;
  /** How long each answer to the network's API takes, at least. 0 by default. */
  latencyMs?: number;
  /** A larger `limit` is cut to this, and the meta block says so. 100 by default. */
  pageCap?: number;
  /** The moment in ms that the sandbox lives in, such as a test's own; the machine's by default. */
  clock?: () => number;
  /** What goes wrong from the start. Nothing by default. */
  faults?: Faults;
  beforeAnswer?: BeforeAnswer;
}

/** A running sandbox. Whoever started it calls `close`. */
export interface Sandbox {
  /** The URL of the network's API, its path included. */
  readonly url: string;
  readonly catalogue: Catalogue;
  readonly requests: RequestRecords;
  /** Replace all that goes wrong; null: nothing does. */
  readonly setFault: (faults: Faults) => void;
  /** Forget scripted changes, faults and counts. The seed, the clock and what is in flight stay. */
  readonly reset: () => void;
  /** End at once, open and hanging answers too. */
  readonly close: () => Promise<void>;
}

/** Longer than any pause of a test, so that no kept connection is closed under a client that is about to ask. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Start a stand-in for Mobipium's API, with a catalogue that lives by a seed and faults on request.
 *
 * Ids that are not there are left out of answers and numbers are numbers, unless told otherwise.
 *
 * @throws {RangeError} where a setting makes no catalogue; otherwise what the system says of the port.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', token, latencyMs = 0, pageCap = 100, clock = Date.now } = options;
  const {
    unknownIds = 'left-out',
    numbersAsStrings = false,
    faults: firstFaults = null,
    beforeAnswer,
  } = options;
  const catalogue = createCatalogue({ ...settingsOf(options), clock });
  const recorder = createRequestRecorder(clock);
  const faults = createFaultPicker(catalogue.settings.seed, clock);
  faults.set(firstFaults);

  const habits = { unknownIds, numbersAsStrings };
  const network = createNetwork({
    catalogue,
    recorder,
    faults,
    habits,
    token,
    pageCap,
    latencyMs,
    clock,
    beforeAnswer,
  });
  const control = createControlRoutes({ catalogue, records: recorder.records, faults, clock });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
    if (request.method === 'GET' && url.pathname === API_PATH) return network(url.searchParams, response);
    const answer = await control(request, url);
    const { status, body } = answer ?? {
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
    requests: recorder.records,
    setFault: (wanted) => faults.set(wanted),
    reset() {
      catalogue.reset();
      faults.set(null);
      recorder.clear();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A setting that is left out must not be there at all, or it would hide its default. */
function settingsOf(options: SandboxOptions): Partial<CatalogueSettings> {
  const { seed, offers, churn, epoch, activeShare, convertingShare } = options;
  const settings = { seed, offers, churn, epoch, activeShare, convertingShare };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

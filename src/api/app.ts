import { createServer } from 'node:http';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { SyncClient } from '../client';
import type { Store } from '../store';
import { addGuard } from './auth/guard';
import { createAuthentication } from './auth/identify';
import { addFormats } from './formats';
import { addHttpMetrics } from './observability/http-metrics';
import { addRequestLog, requestIdOf } from './observability/request-log';
import { addRequestTraces } from './observability/trace-requests';
import { pageRoutes } from './page/routes';
import { addCloseOnShutdown } from './plugins/close-on-shutdown';
import { addDocumentation } from './plugins/documentation';
import { addEtags } from './plugins/etag';
import { addOverloadProtection } from './plugins/overload';
import { createErrorHandler } from './plugins/problems';
import { addRateLimit } from './plugins/rate-limit';
import { addSecurityHeaders } from './plugins/security-headers';
import { addSerialization } from './plugins/serialization';
import { addNotFoundHandler, answerAsUnknownRoute } from './plugins/unknown-routes';
import { addValidation } from './plugins/validation';
import { boundedReads } from './reads';
import { alertRoutes } from './routes/alerts';
import { channelRoutes } from './routes/alerts/channels';
import { cronRoutes } from './routes/cron';
import { eventRoutes } from './routes/events';
import { healthRoutes } from './routes/health';
import { historyRoutes } from './routes/history';
import { metricsRoutes } from './routes/metrics';
import { offerRoutes } from './routes/offers';
import { queueRoutes } from './routes/queues';
import { sandboxRoutes } from './routes/sandbox';
import { scheduleRoutes } from './routes/schedules';
import { sessionRoutes } from './routes/session';
import { syncRoutes } from './routes/syncs/follow';
import { readSync } from './routes/syncs/read';
import { rejectedRoutes } from './routes/syncs/rejected';
import { startSyncRoutes } from './routes/syncs/start';
import { createWaitForEnd } from './routes/syncs/wait';
import { watchlistRoutes } from './routes/watchlist';
import { addComponents } from './schemas';
import { handleClientError } from './server/client-errors';
import {
  closeAnonymousConnections,
  createConnectionLimits,
  createTrustedProxies,
} from './server/connections';
import { createLoadShedding } from './server/load-shedding';
import { handleInOrder } from './server/pipelining';
import { boundedWrites } from './writes';

/** Bodies hold a few small parameters; a route with a larger one has its own limit. */
const BODY_LIMIT_BYTES = 16 * 1024;

/** Time for a request to arrive completely, headers included, in milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Node's default of 30 s would let an incomplete request stay open for four times `REQUEST_TIMEOUT_MS`. */
const CONNECTION_CHECK_INTERVAL_MS = 1_000;

/** Time for the next request on a connection, in milliseconds: longer than proxies usually keep one, so that they close it. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

const HTTP_OPTIONS = {
  requestTimeout: REQUEST_TIMEOUT_MS,
  headersTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  connectionsCheckingInterval: CONNECTION_CHECK_INTERVAL_MS,
};

/** Backstop for a handler, in milliseconds: every call has a shorter deadline. Includes the time to receive the body. */
const HANDLER_TIMEOUT_MS = 15_000;

/** Closes a connection whose client reads nothing of its response for this long, in milliseconds. */
const IDLE_TIMEOUT_MS = 30_000;

/** Node's limit for a URL, so that a long parameter fails the route's schema, which names it. */
const MAX_PARAM_LENGTH = 16_384;

export interface ApiDependencies {
  store: Store;
  syncs: SyncClient;
  /** Undefined: no logging. */
  logger?: FastifyBaseLogger;
  /** The API key that callers must send. Undefined: the API accepts only host names of this machine. */
  key?: string | undefined;
  /** A second key, which only reads. It has no effect without `key`. Default: none. */
  readKey?: string | undefined;
  /** Origins of other sites whose pages may call the API. Default: none. */
  corsOrigins?: string[];
  /** Rate limit per client address. Default: 0, no limit. */
  requestsPerSecond?: number;
  /** Addresses and ranges of proxies whose `x-forwarded-for` names the client. Default: none. */
  trustedProxies?: string[];
  /** Log one line for each request. Default: false. */
  accessLog?: boolean;
  /** The URL of the network, as the worker uses it. If that is the sandbox, callers can break it. Default: unknown. */
  networkUrl?: string;
  /** The folder of the built page, which may still be missing. Undefined: there is no page. */
  pageFolder?: string | undefined;
}

/** Builds the HTTP API, not yet listening. Closing it leaves the store and the client open. */
export function buildApp(dependencies: ApiDependencies): FastifyInstance {
  const { store, syncs, logger, key, readKey, corsOrigins = [], requestsPerSecond = 0 } = dependencies;
  const isTrustedProxy = createTrustedProxies(dependencies.trustedProxies ?? []);
  const auth = key === undefined ? undefined : createAuthentication({ key, readKey });
  const identify = auth?.identify;
  const connections = createConnectionLimits(isTrustedProxy);
  const { isReserved } = connections;
  const shedLoad = createLoadShedding({
    requestsPerSecond,
    identify,
    isTrustedProxy,
    isReserved,
    logger,
  });
  const app = Fastify({
    serverFactory: (listener) => {
      const server = createServer(HTTP_OPTIONS, handleInOrder(shedLoad(listener)));
      server.setTimeout(IDLE_TIMEOUT_MS);
      connections.applyTo(server);
      return server;
    },
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    trustProxy: isTrustedProxy,
    bodyLimit: BODY_LIMIT_BYTES,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    clientErrorHandler: handleClientError,
    frameworkErrors: answerAsUnknownRoute,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setErrorHandler(createErrorHandler());
  addComponents(app);
  addSerialization(app);
  // Before all other hooks, so that it measures the requests that they refuse.
  const httpMetrics = addHttpMetrics(app);
  addRequestTraces(app);
  addRequestLog(app, { accessLog: dependencies.accessLog ?? false });
  closeAnonymousConnections(app, isReserved);
  addValidation(app);
  addNotFoundHandler(app);
  addSecurityHeaders(app);
  addRateLimit(app, { requestsPerSecond, identify });
  addOverloadProtection(app);
  addCloseOnShutdown(app);
  addEtags(app);
  addFormats(app);
  void app.register(compress, { encodings: ['gzip', 'identity'] });
  if (corsOrigins.length > 0) {
    void app.register(cors, {
      origin: corsOrigins,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      exposedHeaders: ['etag', 'link', 'location', 'retry-after'],
    });
  }
  // After CORS: preflight requests carry no key.
  void app.after(() => addGuard(app, { identify, corsOrigins }));
  addDocumentation(app, { hasKey: key !== undefined });

  const reads = boundedReads(store);
  const writes = boundedWrites(store);
  const waitForEnd = createWaitForEnd(app, ({ workflowId, runId }) =>
    readSync(reads, syncs, workflowId, runId),
  );
  void app.register(pageRoutes, { folder: dependencies.pageFolder });
  void app.register(cronRoutes, { prefix: '/api/cron', syncs, waitForEnd });
  void app.register(startSyncRoutes, { prefix: '/api/syncs', syncs, waitForEnd });
  void app.register(syncRoutes, { prefix: '/api/syncs', syncs, reads, waitForEnd });
  void app.register(rejectedRoutes, { prefix: '/api/syncs', reads });
  void app.register(queueRoutes, { prefix: '/api/queues', syncs, reads });
  void app.register(scheduleRoutes, { prefix: '/api/schedules', syncs, waitForEnd });
  void app.register(offerRoutes, { prefix: '/api', reads });
  void app.register(historyRoutes, { prefix: '/api', reads });
  void app.register(alertRoutes, { prefix: '/api/alerts', reads, writes });
  void app.register(channelRoutes, { prefix: '/api/alerts', reads, syncs });
  void app.register(watchlistRoutes, { prefix: '/api/watchlist', reads, writes });
  void app.register(sandboxRoutes, { prefix: '/api/sandbox', reads, networkUrl: dependencies.networkUrl });
  void app.register(sessionRoutes, { prefix: '/api/session', auth, reads });
  void app.register(eventRoutes, { prefix: '/api/events', reads, syncs, httpMetrics });
  void app.register(healthRoutes, { prefix: '/api/health', syncs, reads });
  void app.register(metricsRoutes, { prefix: '/metrics', reads, syncs, httpMetrics });
  return app;
}

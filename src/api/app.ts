import compress from '@fastify/compress';
import cors from '@fastify/cors';
import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { SyncClient } from '../client';
import type { Store } from '../store';
import { addGuard } from './auth/guard';
import { answerClientError } from './plugins/client-errors';
import { addCloseOnShutdown } from './plugins/close-on-shutdown';
import { addDocumentation } from './plugins/documentation';
import { addEtags } from './plugins/etag';
import { answerProblem } from './plugins/problems';
import { addRateLimit } from './plugins/rate-limit';
import { addSecurityHeaders } from './plugins/security-headers';
import { addUnknownRoutes } from './plugins/unknown-routes';
import { addValidation } from './plugins/validation';
import { boundedReads } from './reads';
import { cronRoutes } from './routes/cron';
import { healthRoutes } from './routes/health';
import { metricsRoutes } from './routes/metrics';
import { offerRoutes } from './routes/offers';
import { queueRoutes } from './routes/queues';
import { scheduleRoutes } from './routes/schedules';
import { syncRoutes } from './routes/syncs/follow';
import { startSyncRoutes } from './routes/syncs/start';

/** A request body holds four small parameters; anything near this is not one of ours. */
const BODY_LIMIT_BYTES = 16 * 1024;

/** Longest wait for a request to arrive whole, its headers included, in milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

/** How often that is looked at. Node's own half minute would let a request that never arrives stay for four times as long. */
const LOOK_EVERY_MS = 1_000;

/** Every question is bounded by less: this is for what nobody planned. It begins before the body has arrived. */
const HANDLER_TIMEOUT_MS = 15_000;

/** A caller that takes no byte of its answer for so long is gone, in milliseconds. */
const IDLE_TIMEOUT_MS = 30_000;

/** Of each some 20 KB are held; a process may usually have 1,024 files open, and the rest has to fit in, too. */
const MOST_CONNECTIONS = 800;

/** As much as Node takes of a URL, so that it is the route's schema that names what is too long. */
const PATH_PART_LIMIT = 16_384;

export interface ApiDependencies {
  store: Store;
  syncs: SyncClient;
  /** Undefined: no logging. */
  logger?: FastifyBaseLogger;
  /** What callers have to show; undefined: the API answers only to names of this machine. */
  key?: string | undefined;
  /** Sites whose pages may ask the API. Default: none. */
  corsOrigins?: string[];
  /** To one address; 0, the default: any number. */
  requestsPerSecond?: number;
}

/** The HTTP API, not yet listening. Whoever builds it closes it; store and client stay open. */
export function buildApp(dependencies: ApiDependencies): FastifyInstance {
  const { store, syncs, logger, key, corsOrigins = [], requestsPerSecond = 0 } = dependencies;
  const app = Fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: LOOK_EVERY_MS },
    clientErrorHandler: answerClientError,
    routerOptions: { maxParamLength: PATH_PART_LIMIT, ignoreTrailingSlash: true },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.server.maxConnections = MOST_CONNECTIONS;
  app.setErrorHandler(answerProblem);
  addValidation(app);
  addUnknownRoutes(app);
  addSecurityHeaders(app);
  addRateLimit(app, requestsPerSecond);
  addCloseOnShutdown(app);
  addEtags(app);
  void app.register(compress, { encodings: ['gzip', 'identity'] });
  if (corsOrigins.length > 0) {
    void app.register(cors, { origin: corsOrigins, methods: ['GET', 'HEAD', 'POST'] });
  }
  // After CORS, whose preflight requests carry no key.
  void app.after(() => addGuard(app, { key, corsOrigins }));
  addDocumentation(app, { hasKey: key !== undefined });

  const reads = boundedReads(store);
  void app.register(cronRoutes, { prefix: '/api/cron', syncs });
  void app.register(startSyncRoutes, { prefix: '/api/syncs', syncs });
  void app.register(syncRoutes, { prefix: '/api/syncs', syncs, reads });
  void app.register(queueRoutes, { prefix: '/api/queues', syncs, reads });
  void app.register(scheduleRoutes, { prefix: '/api/schedules', syncs });
  void app.register(offerRoutes, { prefix: '/api', reads });
  void app.register(healthRoutes, { prefix: '/api/health', syncs, reads });
  void app.register(metricsRoutes, { prefix: '/metrics', reads });
  return app;
}

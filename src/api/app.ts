import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { SyncClient } from '../client';
import type { Store } from '../store/store';
import { answerProblem } from './problems';
import { cronRoutes } from './routes/cron';
import { healthRoutes } from './routes/health';
import { offerRoutes } from './routes/offers';
import { syncRoutes } from './routes/syncs';

/** A request body holds four small parameters; anything near this is not one of ours. */
const BODY_LIMIT_BYTES = 16 * 1024;

/** Longest wait for a request to arrive whole, in milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

export interface ApiDependencies {
  store: Store;
  syncs: SyncClient;
  /** Undefined: no logging. */
  logger?: FastifyBaseLogger;
}

/** The HTTP API, not yet listening. Whoever builds it closes it; store and client stay open. */
export function buildApp({ store, syncs, logger }: ApiDependencies): FastifyInstance {
  const app = Fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: 1_000 },
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({
        statusCode: 404,
        error: 'Not Found',
        message: `There is no ${request.method} ${request.url.split('?')[0]}.`,
      }),
  );
  void app.register(cronRoutes, { prefix: '/api/cron', syncs });
  void app.register(syncRoutes, { prefix: '/api/syncs', syncs, store });
  void app.register(offerRoutes, { prefix: '/api', store });
  void app.register(healthRoutes, { prefix: '/api/health', syncs, store });
  return app;
}

import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import { Gauge, type Registry } from 'prom-client';
import type { SyncClient } from '../../../client';
import { type LivePosition, parseLivePosition } from '../../../store';
import { HttpError } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { responses } from '../../schemas';
import { createEventHub } from './hub';
import { LiveEventSchema } from './schema';

/** The longest that a timer can have, in milliseconds: the handler's timeout includes the response, which ends after 24 days. */
const STREAM_TIMEOUT_MS = 2 ** 31 - 1;

const RETRY_AFTER_SECONDS = 5;

export interface EventRoutesOptions {
  reads: Reads;
  syncs: SyncClient;
  httpMetrics: Registry;
}

/** What happens, as it happens: server-sent events. */
export const eventRoutes: FastifyPluginCallbackTypebox<EventRoutesOptions> = (
  app,
  { reads, syncs, httpMetrics },
  done,
) => {
  const hub = createEventHub(reads, syncs);
  new Gauge({
    name: 'mobipium_event_clients',
    help: 'Clients that follow the events of this instance of the API: open pages.',
    registers: [httpMetrics],
    collect() {
      this.set(hub.clients);
    },
  });
  app.addHook('preClose', (closed) => {
    hub.close();
    closed();
  });
  app.get(
    '',
    {
      handlerTimeout: STREAM_TIMEOUT_MS,
      config: { isStream: true },
      compress: false,
      schema: {
        operationId: 'followEvents',
        tags: ['operating'],
        summary: 'Follow what happens',
        description:
          'Server-sent events (`text/event-stream`). An event with an `id` continues exactly after it, also after a restart of ' +
          'the API: send the last id as the header `last-event-id`, as browsers do, or as `since`. No event is left out and ' +
          'none repeated; otherwise there is a `reset`, after which everything has to be read again. Events come about a ' +
          'second after their commit, and when all transactions that began before have ended. 503 with `retry-after` if ' +
          'there are 400 clients.',
        querystring: Type.Object(
          {
            since: Type.Optional(
              Type.String({
                maxLength: 2_000,
                description:
                  'The id of the last event. The header `last-event-id` takes precedence. Default: from now on.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({ maxLength: 2_000, description: 'The id of the last event.' }),
          ),
        }),
        response: {
          ...responses({}),
          200: {
            description: 'The events. Each is one of these, with its name as `event` and its data as JSON.',
            content: { 'text/event-stream': { schema: LiveEventSchema } },
          },
        },
      },
    },
    async (request, reply) => {
      const last = request.headers['last-event-id'] || request.query.since;
      const since = last === undefined || last === '' ? undefined : readPosition(last);
      void reply.header('retry-after', RETRY_AFTER_SECONDS);
      const body = await hub.connect(since);
      return reply
        .removeHeader('retry-after')
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(body as never);
    },
  );
  done();
};

function readPosition(id: string): LivePosition {
  try {
    return parseLivePosition(id);
  } catch {
    throw new HttpError(
      400,
      'The id is not of an event of this API. Leave it out to follow the events from now on.',
    );
  }
}

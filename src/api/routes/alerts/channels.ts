import { type FastifyPluginCallbackTypebox, Type } from '@fastify/type-provider-typebox';
import type { SyncClient } from '../../../client';
import { HttpError } from '../../plugins/problems';
import type { Reads } from '../../reads';
import {
  component,
  EmptySchema,
  NoBodySchema,
  NOT_MODIFIED,
  nullable,
  responses,
  TimestampSchema,
} from '../../schemas';

/** Longer than a test of the channels may take, in milliseconds. The server closes an idle connection after 30 seconds. */
const TEST_HANDLER_TIMEOUT_MS = 29_500;

const name = Type.String({ examples: ['mail', 'webhook-1a2b3c4d'] });

const ChannelSchema = component(
  'AlertChannel',
  Type.Object({
    channel: name,
    pending: Type.Integer({ description: 'Messages that are not delivered yet.' }),
    oldestPendingSeconds: nullable(Type.Integer({ description: 'Age of the oldest of them.' })),
    givenUp: Type.Integer({ description: 'Messages that were given up, until they are deleted.' }),
    lastDeliveredAt: nullable(TimestampSchema),
    lastFailedAt: nullable(TimestampSchema),
    lastError: nullable(
      Type.String({ description: 'Why the last failed attempt failed. The channel may have worked since.' }),
    ),
    disabledAt: nullable(
      Type.String({
        description:
          'Since then the channel is disabled, because it answered for three days that its address is gone (HTTP 410). A test message that it accepts enables it again.',
      }),
    ),
  }),
);

const ChannelTestSchema = component(
  'AlertChannelTest',
  Type.Object({
    channel: name,
    label: Type.String({ examples: ['webhook hooks.example.com'] }),
    error: nullable(Type.String({ description: 'Null: the channel has accepted the message.' })),
  }),
);

const ChannelsSchema = component(
  'AlertChannelList',
  Type.Object({ channels: Type.Array(ChannelSchema) }, { description: 'The channels that had a message.' }),
);
const ChannelTestsSchema = component(
  'AlertChannelTests',
  Type.Object({ channels: Type.Array(ChannelTestSchema) }, { description: 'The result of each channel.' }),
);

/** The channels that alerts are sent to. */
export const channelRoutes: FastifyPluginCallbackTypebox<{ syncs: SyncClient; reads: Reads }> = (
  app,
  { syncs, reads },
  done,
) => {
  app.get(
    '/channels',
    {
      schema: {
        operationId: 'listAlertChannels',
        tags: ['alerts'],
        summary: 'List the channels that had a message, with their state',
        querystring: EmptySchema,
        response: responses({ 200: ChannelsSchema, ...NOT_MODIFIED }),
      },
    },
    async () => ({ channels: await reads.readChannelStates() }),
  );

  app.post(
    '/test',
    {
      handlerTimeout: TEST_HANDLER_TIMEOUT_MS,
      schema: {
        operationId: 'testAlertChannels',
        tags: ['alerts'],
        summary: 'Send a test message to every channel',
        description:
          'A worker sends it to the channels of its settings, once each. Takes up to 30 seconds. A disabled channel that accepts it is enabled again.',
        querystring: EmptySchema,
        body: NoBodySchema,
        response: responses({ 200: ChannelTestsSchema }, 413, 415),
      },
    },
    async () => {
      const channels = await syncs.testAlerts();
      if (channels === undefined) {
        throw new HttpError(
          503,
          'No worker with channels has answered. Set ALERT_WEBHOOK_URL, SMTP_URL or ALERT_TELEGRAM_TOKEN for the worker, and restart it.',
        );
      }
      return { channels };
    },
  );
  done();
};

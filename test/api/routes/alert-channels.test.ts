import { startTestStack, type TestStack } from '../../../harness/stack';
import { buildApp } from '../../../src/api';
import { createCleanupStack } from '../../../src/async/cleanup';
import { createNotice } from '../../../src/domain/alerts/notice';
import { enqueueMessages } from '../../../src/store/alerts/outbox';
import { openDatabase } from '../../../src/store/database';
import { type Receiver, startReceiver } from '../../channels/receiver';
import { pausedEpisode } from '../../store/alerts/episodes';
import { minute } from '../../store/test-store';

const cleanup = createCleanupStack();
let stack: TestStack;
let receiver: Receiver;
let app: ReturnType<typeof buildApp>;

beforeAll(async () => {
  receiver = await startReceiver(({ path }) => (path === '/bad' ? { status: 404 } : {}));
  cleanup.defer('receiver', () => receiver.close());
  stack = await startTestStack({
    settings: { ALERT_WEBHOOK_URL: `${receiver.url}/good,${receiver.url}/bad` },
  });
  cleanup.defer('stack', () => stack.stop());
  app = buildApp(stack);
  cleanup.defer('API', () => app.close());
});
afterAll(() => cleanup.closeAll());

test('a test message goes to each channel, and the answer says which of them accept it', async () => {
  const response = await app.inject({ method: 'POST', url: '/api/alerts/test' });
  expect(response.statusCode).toBe(200);
  const { channels } = response.json<{
    channels: { channel: string; label: string; error: string | null }[];
  }>();
  const { host } = new URL(receiver.url);
  expect(channels.map(({ label, error }) => [label, error])).toEqual([
    [`webhook ${host}`, null],
    [`webhook ${host}`, 'it answers HTTP 404'],
  ]);
  expect(receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
    'alert.test',
    'alert.test',
  ]);

  const states = await app.inject({ url: '/api/alerts/channels' });
  expect(states.json()).toMatchObject({
    channels: [
      {
        channel: channels[0]!.channel,
        pending: 0,
        givenUp: 0,
        lastDeliveredAt: expect.any(String) as string,
      },
    ],
  });
});

test('the metrics tell which messages wait, since when, and which channels are disabled', async () => {
  const { databaseUrl } = stack;
  const { pool, transact, close } = openDatabase({ databaseUrl, connections: 1, statementTimeoutMs: 30_000 });
  try {
    const notices = ['1', '2'].map((id) => createNotice(pausedEpisode({ id }), 'start', minute(4)));
    await transact((client) => enqueueMessages(client, notices, ['mail', 'telegram']));
    await pool.query(
      `UPDATE alert_messages SET created_at = created_at - interval '20 minutes' WHERE episode_id = 2`,
    );
    await pool.query(
      `INSERT INTO alert_channels (channel, disabled_at) VALUES ('telegram', clock_timestamp())`,
    );
    await pool.query(`UPDATE alert_messages SET given_up_at = clock_timestamp() WHERE channel = 'telegram'`);
  } finally {
    await close();
  }
  const { body } = await app.inject({ url: '/metrics' });
  const value = (name: string, channel: string) =>
    Number(new RegExp(`^mobipium_alert_${name}\\{channel="${channel}"\\} (\\d+)$`, 'm').exec(body)?.[1]);
  expect([value('messages_pending', 'mail'), value('channel_disabled', 'mail')]).toEqual([2, 0]);
  expect(value('oldest_pending_seconds', 'mail')).toBeGreaterThanOrEqual(1_200);
  expect(value('oldest_pending_seconds', 'mail')).toBeLessThan(1_800);
  expect([value('messages_pending', 'telegram'), value('channel_disabled', 'telegram')]).toEqual([0, 1]);
  expect([value('messages_given_up', 'mail'), value('messages_given_up', 'telegram')]).toEqual([0, 2]);
  expect(value('oldest_pending_seconds', 'telegram')).toBe(0);
});

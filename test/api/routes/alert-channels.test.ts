import { startTestStack, type TestStack } from '../../../harness/stack';
import { buildApp } from '../../../src/api';
import { createCleanupStack } from '../../../src/async/cleanup';
import { type Receiver, startReceiver } from '../../channels/receiver';

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
    channels: [{ channel: channels[0]!.channel, pending: 0, lastDeliveredAt: expect.any(String) as string }],
  });
});

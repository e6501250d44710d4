import { createChannels } from '../../src/channels';
import { notice } from './notices';
import { type Received, type Receiver, startReceiver } from './receiver';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver(() => ({ body: '{"code":0,"errcode":0}' }));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await receiver.close();
});

/** What the bot of a chat gets. */
async function deliver(format: 'feishu' | 'dingtalk', secret: string | undefined): Promise<Received> {
  const channels = createChannels({
    webhooks: [{ url: `${receiver.url}/robot/send?access_token=t%2F1`, format, secret }],
    webhookSecret: undefined,
    allowedHosts: [],
    mail: undefined,
    telegram: undefined,
  });
  try {
    await channels.all[0]!.deliver({ id: '1', notices: [notice()] });
  } finally {
    await channels.close();
  }
  return receiver.received.at(-1)!;
}

/** HMAC-SHA256 in base64, by another implementation than the service's. */
async function hmac(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', imported, encoder.encode(text))).toString('base64');
}

test('Feishu gets the time in seconds, and its signature of an empty text', async () => {
  const { path, body } = await deliver('feishu', 'a secret, with+/=');
  const { timestamp, sign, ...message } = JSON.parse(body) as Record<string, string>;
  expect(path).toBe('/robot/send?access_token=t%2F1');
  expect(timestamp).toMatch(/^\d{10}$/);
  expect(Math.abs(Date.now() / 1_000 - Number(timestamp))).toBeLessThan(60);
  expect(sign).toBe(await hmac(`${timestamp}\na secret, with+/=`, ''));
  expect(message).toMatchObject({ msg_type: 'post' });
});

test('DingTalk gets the time in milliseconds and the signature in the address', async () => {
  const { path, body } = await deliver('dingtalk', 'SEC1');
  const query = new URL(path, receiver.url).searchParams;
  const timestamp = query.get('timestamp') ?? '';
  expect(query.get('access_token')).toBe('t/1');
  expect(timestamp).toMatch(/^\d{13}$/);
  expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(60_000);
  expect(query.get('sign')).toBe(await hmac('SEC1', `${timestamp}\nSEC1`));
  expect(JSON.parse(body)).toMatchObject({ msgtype: 'text' });
});

/** Computed with the Python code of each service's documentation, for 2026-01-05T10:04:00.123Z. */
test('the signatures are those of the documented code', async () => {
  jest.spyOn(Date, 'now').mockReturnValue(1_767_607_440_123);
  expect(JSON.parse((await deliver('feishu', 'Zq7+demo/secret=of_feishu')).body)).toMatchObject({
    timestamp: '1767607440',
    sign: 'C6UygwTgBYp9Fkbbd6OdvGJzNlh49yygfcZPq69dB9Q=',
  });
  expect((await deliver('dingtalk', 'SEC0d1c2b3a40')).path).toMatch(
    /&timestamp=1767607440123&sign=ybl%2Fii%2BX0sN0tmGvW1KK4qC3sOoAQ6wFdTCfzBwrl%2FY%3D$/,
  );
});

test('each attempt is signed again', async () => {
  const now = jest.spyOn(Date, 'now').mockReturnValue(1_767_607_440_000);
  const first = await deliver('feishu', 'secret');
  now.mockReturnValue(1_767_611_040_000);
  expect((JSON.parse((await deliver('feishu', 'secret')).body) as { sign: string }).sign).not.toBe(
    (JSON.parse(first.body) as { sign: string }).sign,
  );
});

test.each(['feishu', 'dingtalk'] as const)(
  'without a secret, a message to %s is not signed',
  async (chat) => {
    const { path, body } = await deliver(chat, undefined);
    expect(path).toBe('/robot/send?access_token=t%2F1');
    expect(body).not.toContain('sign');
  },
);

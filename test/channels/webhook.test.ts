import { Webhook } from 'standardwebhooks';
import { createChannels, type ChannelsOptions } from '../../src/channels';
import { HOSTILE, notice } from './notices';
import { type Answer, type Receiver, startReceiver } from './receiver';

const SECRET = Buffer.from('a secret of twenty-four bytes').toString('base64');

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function deliver(url: string, more: Partial<ChannelsOptions> = {}, options = notice()) {
  const channels = createChannels({
    webhooks: [{ url, format: 'standard' }],
    webhookSecret: SECRET,
    allowedHosts: [],
    mail: undefined,
    telegram: undefined,
    ...more,
  });
  try {
    await channels.all[0]!.deliver({ id: 'mirror/12/start/webhook', notices: [options] });
  } finally {
    await channels.close();
  }
}

test('a message is signed as Standard Webhooks defines it, and holds the texts as they are', async () => {
  await deliver(`${receiver.url}/hook?key=1`, {}, notice({ title: HOSTILE }));
  const { path, headers, body } = receiver.received[0]!;
  expect(path).toBe('/hook?key=1');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': 'mirror/12/start/webhook',
  });
  const event = new Webhook(`whsec_${SECRET}`).verify(body, headers as Record<string, string>);
  expect(event).toEqual({
    type: 'alert.status_changed.start',
    timestamp: '2026-01-05T10:04:00.000000Z',
    data: {
      title: HOSTILE,
      text: 'The status changed from Active to Paused.',
      edge: 'start',
      episode: { id: '12', kind: 'status_changed', offerId: '3790' },
    },
  });
  expect(() => new Webhook(SECRET).verify(`${body} `, headers as Record<string, string>)).toThrow();
});

test('a message has the address at which the page shows it, if the page has one', async () => {
  await deliver(receiver.url, { pageUrl: 'https://desk.example/mirror' });
  expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
    data: { url: 'https://desk.example/mirror/offers/3790', edge: 'start' },
  });
});

test('without a secret, a message has no signature', async () => {
  await deliver(receiver.url, { webhookSecret: undefined });
  expect(receiver.received[0]!.headers).not.toHaveProperty('webhook-signature');
  expect(receiver.received[0]!.headers).toHaveProperty('webhook-timestamp');
});

type Refusal = [name: string, answer: Answer, error: object];
const refusals: Refusal[] = [
  ['an error', { status: 503 }, { message: 'it answers HTTP 503', outcome: 'failed' }],
  ['a limit', { status: 429, headers: { 'retry-after': '7' } }, { retryAfterMs: 7_000 }],
  [
    'a limit of a bot',
    { status: 429, body: '{"ok":false,"parameters":{"retry_after":11}}' },
    { retryAfterMs: 11_000 },
  ],
  ['a long wait', { status: 429, headers: { 'retry-after': '999999' } }, { retryAfterMs: 3_600_000 }],
  ['an address that is gone', { status: 410 }, { outcome: 'gone' }],
  ...[400, 413, 422].map((status): Refusal => [
    `a refusal of the message with HTTP ${status}`,
    { status },
    { outcome: 'refused' },
  ]),
  ...[401, 403, 404, 405, 408, 415, 429].map((status): Refusal => [
    `a refusal of every message with HTTP ${status}`,
    { status },
    { outcome: 'failed' },
  ]),
  [
    'no answer',
    { cut: true },
    { message: expect.stringMatching(/^it cannot be reached \([A-Z_]+\)$/) as string },
  ],
  ['a late answer', { lateMs: 2_000 }, { message: 'no answer within 0.5 s' }],
];
test.each(refusals)('%s is reported, without any text of the answer', async (_name, answer, error) => {
  receiver.answer = () => ({ body: 'text from outside', ...answer });
  // On a busy machine, an answer that is not late may take longer than that.
  const more = answer.lateMs === undefined ? {} : { timeoutMs: 500 };
  await expect(deliver(receiver.url, more)).rejects.toMatchObject({
    name: 'DeliveryError',
    ...error,
  });
});

test('a redirect is not followed', async () => {
  const target = await startReceiver();
  try {
    receiver.answer = () => ({ status: 307, headers: { location: target.url } });
    await expect(deliver(receiver.url)).rejects.toThrow('it redirects to another address (HTTP 307)');
    expect(target.received).toEqual([]);
  } finally {
    await target.close();
  }
});

test('an answer without an end is not read to its end', async () => {
  receiver.answer = () => ({ body: 'x'.repeat(50 * 1024 * 1024) });
  await deliver(receiver.url);
  expect(receiver.received).toHaveLength(1);
});

const ipv4 = ['10.0.0.5', '192.168.1.1', '169.254.169.254', '100.64.1.1', '0.0.0.0', '224.0.0.1'];
const ipv6 = ['[::]', '[::ffff:10.0.0.5]', '[fd00::1]', '[fe80::1]', '[64:ff9b::a00:5]'];
const REFUSED = /^its host is in a private network/;

test.each([...ipv4, ...ipv6])('a host with the address %s is not connected to', async (host) => {
  await expect(deliver(`https://${host}/`, { timeoutMs: 300 })).rejects.toThrow(REFUSED);
});

test('an address that is allowed is connected to', async () => {
  const attempt = deliver('https://10.0.0.5/', { timeoutMs: 300, allowedHosts: ['10.0.0.5'] });
  await expect(attempt).rejects.toThrow(/^(no answer|it cannot be reached)/);
});

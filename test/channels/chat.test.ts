import { createChannels, type ChannelsOptions, type Notice } from '../../src/channels';
import { HOSTILE, notice } from './notices';
import { type Receiver, startReceiver } from './receiver';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

type Chat = 'slack' | 'discord' | 'feishu' | 'dingtalk';

/** Deliver to a chat of this format, or to Telegram, and return the body that it got. */
async function deliver(
  chat: Chat | 'telegram',
  notices: Notice[],
  pageUrl?: string,
): Promise<Record<string, unknown>> {
  const telegram = { token: '123:secret', chat: '-1001', apiUrl: receiver.url };
  const channels = createChannels({
    webhooks: chat === 'telegram' ? [] : [{ url: receiver.url, format: chat }],
    webhookSecret: undefined,
    allowedHosts: [],
    mail: undefined,
    telegram: chat === 'telegram' ? telegram : undefined,
    pageUrl,
  } satisfies ChannelsOptions);
  try {
    await channels.all[0]!.deliver({ id: 'mirror/12/start/chat', notices });
  } finally {
    await channels.close();
  }
  return JSON.parse(receiver.received.at(-1)!.body) as Record<string, unknown>;
}

const HOSTILE_LINE =
  '*Win* <b>@everyone</b> <!channel> [x](http://evil.example) =cmd() Bcc: a@evil.example & `code`';

test('Slack gets the text without markup, links and mentions', async () => {
  receiver.answer = () => ({ body: 'ok' });
  expect(await deliver('slack', [notice({ title: HOSTILE })])).toEqual({
    text:
      'mobipium-sync: *Win* &lt;b&gt;@\u200beveryone&lt;/b&gt; &lt;!channel&gt; [x](http://evil.example) =cmd() Bcc: a@\u200bevil.example &amp; `code`\n' +
      'The status changed from Active to Paused.',
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
  });
});

test('Discord gets the text with each character of markup escaped, and may mention nobody', async () => {
  receiver.answer = () => ({ status: 204 });
  const { content, ...rest } = await deliver('discord', [notice({ title: HOSTILE })]);
  expect(content).toContain(
    String.raw`\*Win\* \<b\>\@everyone\</b\> \<!channel\> \[x\]\(http\://evil.example\)`,
  );
  expect(rest).toEqual({ allowed_mentions: { parse: [] }, flags: 4 });
});

test('Feishu gets a post, whose text elements know no tags', async () => {
  receiver.answer = () => ({ body: '{"code":0,"msg":"success"}' });
  expect(await deliver('feishu', [notice({ title: HOSTILE })])).toEqual({
    msg_type: 'post',
    content: {
      post: {
        zh_cn: {
          title: `mobipium-sync: ${HOSTILE_LINE}`,
          content: [[{ tag: 'text', text: 'The status changed from Active to Paused.' }]],
        },
      },
    },
  });
});

test('DingTalk gets a text, and may mention nobody', async () => {
  receiver.answer = () => ({ body: '{"errcode":0,"errmsg":"ok"}' });
  expect(await deliver('dingtalk', [notice({ title: HOSTILE })])).toEqual({
    msgtype: 'text',
    text: { content: `mobipium-sync: ${HOSTILE_LINE}\nThe status changed from Active to Paused.` },
    at: { isAtAll: false },
  });
});

test('Telegram gets a text without a parse mode, with the title in bold', async () => {
  const title = '\u{1F4B0} <b>Win</b> & _more_';
  expect(await deliver('telegram', [notice({ title })])).toEqual({
    chat_id: '-1001',
    text: `mobipium-sync: ${title}\nThe status changed from Active to Paused.`,
    entities: [{ type: 'bold', offset: 0, length: 'mobipium-sync: '.length + title.length }],
    link_preview_options: { is_disabled: true },
  });
  expect(receiver.received[0]!.path).toBe('/bot123:secret/sendMessage');
});

const PAGE_URL = 'https://desk.example/my_mirror';
const LINK = `${PAGE_URL}/offers/3790`;
const TEXT = `mobipium-sync: Paused\nThe status changed from Active to Paused.\n${LINK}`;

test.each([
  ['slack', { text: TEXT }],
  ['discord', { content: TEXT.replace('mobipium-sync:', String.raw`mobipium\-sync\:`) }],
  ['dingtalk', { text: { content: TEXT } }],
  [
    'feishu',
    {
      content: {
        post: {
          zh_cn: {
            content: [
              [{ tag: 'text', text: 'The status changed from Active to Paused.' }],
              [{ tag: 'a', text: LINK, href: LINK }],
            ],
          },
        },
      },
    },
  ],
  [
    'telegram',
    {
      text: TEXT,
      entities: [
        { type: 'bold', offset: 0 },
        { type: 'text_link', offset: TEXT.length - LINK.length, length: LINK.length, url: LINK },
      ],
    },
  ],
] as const)(
  'a message of %s ends with a link to the offer, if the page has an address',
  async (chat, body) => {
    receiver.answer = () => ({ body: '{"code":0,"errcode":0}' });
    expect(await deliver(chat, [notice({ title: 'Paused' })], PAGE_URL)).toMatchObject(body);
  },
);

test.each([
  ['feishu', '{"code":19024,"msg":"Key Words Not Found"}', '19024', 'refused'],
  ['feishu', '{"code":11232,"msg":"frequency limited"}', '11232', 'failed'],
  ['dingtalk', '{"errcode":310000,"errmsg":"keywords not in content"}', '310000', 'refused'],
  ['dingtalk', '{"errcode":130101,"errmsg":"send too fast"}', '130101', 'failed'],
  ['dingtalk', '<html>login</html>', 'unknown', 'failed'],
] as const)('%s with HTTP 200 and %s is no success', async (chat, body, code, outcome) => {
  receiver.answer = () => ({ body });
  await expect(deliver(chat, [notice()])).rejects.toMatchObject({
    message: `it refuses the message (code ${code})`,
    outcome,
  });
});

test('an error of Telegram does not contain the token', async () => {
  receiver.answer = () => ({ status: 401, body: '{"ok":false,"description":"123:secret is not valid"}' });
  await expect(deliver('telegram', [notice()])).rejects.toThrow(/^it answers HTTP 401$/);
});

test.each(['slack', 'discord', 'telegram', 'dingtalk'] as const)(
  'many messages for %s are one digest of a limited length',
  async (chat) => {
    receiver.answer = () => ({ body: '{"errcode":0}' });
    const many = Array.from({ length: 400 }, (_none, index) =>
      notice({ title: `<Paused>: *Offer* ${index}` }),
    );
    const { text, content = text } = await deliver(chat, many, PAGE_URL);
    const shown = (
      typeof content === 'object' ? (content as { content: string }).content : content
    ) as string;
    expect(shown.length).toBeLessThanOrEqual(chat === 'discord' ? 2_000 : 4_000);
    const lines = shown.split('\n');
    expect(lines.at(-1)).toBe(`${PAGE_URL}/alerts`);
    const [, more] = /and (\d+) more: open Alerts on the page$/.exec(lines.at(-2)!.replaceAll('\\', ''))!;
    expect(lines.length - 3 + Number(more)).toBe(400);
    expect(lines[0]!.replaceAll('\\', '')).toBe('mobipium-sync: 400 alerts');
  },
);

test('one message that is too long is cut', async () => {
  const { text } = await deliver('telegram', [
    notice({ title: 'x'.repeat(9_000), text: '\u{1F4B0}'.repeat(5_000) }),
  ]);
  expect((text as string).length).toBeLessThanOrEqual(4_000);
  expect((text as string).length).toBeGreaterThan(3_900);
  // Half of a surrogate pair would become another character.
  expect(Buffer.from(text as string).toString()).toBe(text);
});

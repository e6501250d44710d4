import { type Channel, DeliveryError } from './channel';
import { signDingTalk, signFeishu, type SignRequest } from './chat-signature';
import { joinMessage, type MessageOptions, type MessageText, writeMessage } from './message-text';
import type { Poster } from './post-json';

export type ChatFormat = 'slack' | 'discord' | 'feishu' | 'dingtalk';

/** What a chat service expects of a webhook. All show the text of a message as it is: nothing in it is markup or mentions anyone. */
interface Format {
  /** The longest text that is shown completely. */
  maxLength: number;
  /** Makes the service show a text as it is. Default: no character has a meaning. */
  escape?: (text: string) => string;
  toBody: (message: MessageText) => object;
  /**
   * The field of the answer that is 0 if the message was accepted, and its values for too many messages. Default: the HTTP
   * status says it.
   */
  code?: { field: string; tooMany: readonly number[] };
  /** Signs a message for a bot with a secret. Default: its messages have no signature. */
  sign?: SignRequest;
}

/** `@` begins a mention in services with Slack's format: a zero-width space after it ends the name. */
const MENTION = /@(?=\w)/g;

const FORMATS: Record<ChatFormat, Format> = {
  // https://docs.slack.dev/messaging/formatting-message-text
  slack: {
    maxLength: 4_000,
    escape: (text) =>
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll(MENTION, '@\u200b'),
    toBody: (message) => ({
      text: joinMessage(message),
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
    }),
  },
  // https://discord.com/developers/docs/resources/webhook#execute-webhook
  discord: {
    maxLength: 2_000,
    escape: (text) => text.replaceAll(/[\\*_~`|>#<[\]()@:-]/g, '\\$&'),
    toBody: (message) => ({
      content: joinMessage(message),
      allowed_mentions: { parse: [] },
      flags: SUPPRESS_EMBEDS,
    }),
  },
  // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot. Text elements of a post know no tags.
  feishu: {
    maxLength: 4_000,
    toBody: ({ subject, lines, link }) => {
      const texts = lines.map((text) => [{ tag: 'text', text }]);
      const links = link === undefined ? [] : [[{ tag: 'a', text: link, href: link }]];
      return {
        msg_type: 'post',
        content: { post: { zh_cn: { title: subject, content: [...texts, ...links] } } },
      };
    },
    code: { field: 'code', tooMany: [11_232, 99_991_400] },
    sign: signFeishu,
  },
  // https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages
  dingtalk: {
    maxLength: 4_000,
    toBody: (message) => ({
      msgtype: 'text',
      text: { content: joinMessage(message) },
      at: { isAtAll: false },
    }),
    code: { field: 'errcode', tooMany: [90_018, 90_030, 130_101, 410_100] },
    sign: signDingTalk,
  },
};

/** A message flag of Discord: no preview of links. */
const SUPPRESS_EMBEDS = 4;

export interface ChatOptions extends Pick<Channel, 'name' | 'label'>, Pick<MessageOptions, 'pageUrl'> {
  format: ChatFormat;
  /** A secret: it is enough to post in the chat. */
  url: string;
  /** The key of the signatures of Feishu or DingTalk. Undefined: messages are not signed. */
  secret: string | undefined;
  poster: Poster;
}

/** Creates a channel that posts messages to a chat through its incoming webhook. */
export function createChat({ name, label, format, url, secret, pageUrl, poster }: ChatOptions): Channel {
  const { maxLength, escape = (text) => text, toBody, code, sign } = FORMATS[format];
  return {
    name,
    label,
    isForPeople: true,
    async deliver({ notices }, signal) {
      const length = (text: string) => escape(text).length;
      const { subject, lines, link } = writeMessage(notices, { maxLength, length, pageUrl });
      const unsigned = { url, body: toBody({ subject: escape(subject), lines: lines.map(escape), link }) };
      const request = sign === undefined || secret === undefined ? unsigned : sign(unsigned, secret);
      const answer = await poster.post({ url: request.url, body: JSON.stringify(request.body), signal });
      if (code !== undefined) assertAccepted(readCode(answer, code.field), code.tooMany);
    },
    close: () => Promise.resolve(),
  };
}

/** An answer without a code, such as the page of a proxy, tells nothing about the message. */
function assertAccepted(code: number | undefined, tooMany: readonly number[]): void {
  if (code === 0) return;
  const outcome = code === undefined || tooMany.includes(code) ? 'failed' : 'refused';
  throw new DeliveryError(`it refuses the message (code ${code ?? 'unknown'})`, outcome);
}

/** A number of a JSON answer. Undefined: it has none. Other text of the answer is not shown. */
function readCode(text: string, field: string): number | undefined {
  try {
    const code = (JSON.parse(text) as Record<string, unknown> | null)?.[field];
    return typeof code === 'number' ? code : undefined;
  } catch {
    return undefined;
  }
}

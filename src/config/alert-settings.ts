import { Type } from '@sinclair/typebox';

/** The settings of alerts, as parts of the schema of all settings. */
export const ALERT_SETTINGS = {
  ALERT_SCOPE: Type.String({
    pattern: '^(watchlist|all)$',
    default: 'watchlist',
    description: 'watchlist or all',
  }),
  ALERT_PAGE_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^ ?#@]+$',
      maxLength: 200,
      format: 'address',
      description: 'an http or https address without user and parameters, of at most 200 characters',
    }),
  ),
  ALERT_WEBHOOK_URL: Type.Optional(
    Type.String({
      format: 'webhooks',
      description:
        'different https addresses without user or #, separated by commas; slack+, discord+, feishu+ or dingtalk+ before one names the format of a chat',
    }),
  ),
  ALERT_WEBHOOK_SECRET: Type.Optional(
    Type.String({
      pattern: '^(whsec_)?(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
      description: '24 to 64 bytes in base64, such as from `openssl rand -base64 32`',
    }),
  ),
  ALERT_FEISHU_SECRET: Type.Optional(botSecrets()),
  ALERT_DINGTALK_SECRET: Type.Optional(botSecrets()),
  ALERT_ALLOWED_HOSTS: Type.Optional(
    Type.String({
      pattern: '^[^ ,/:]+(, ?[^ ,/:]+)*$',
      description: 'host names or IPv4 addresses without ports, separated by commas',
    }),
  ),
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: '^smtps?://[^ ]+$',
      format: 'encoded-address',
      description: 'an smtp:// or smtps:// address, with special characters in the password percent-encoded',
    }),
  ),
  ALERT_MAIL_TO: Type.Optional(
    Type.String({
      pattern: '^[^ ,@<>]+@[^ ,@<>]+(, ?[^ ,@<>]+@[^ ,@<>]+)*$',
      description: 'mail addresses, separated by commas',
    }),
  ),
  ALERT_MAIL_FROM: Type.Optional(
    Type.String({ pattern: '^[^ ,@<>]+@[^ ,@<>]+$', description: 'a mail address' }),
  ),
  ALERT_TELEGRAM_TOKEN: Type.Optional(
    Type.String({
      pattern: '^[0-9]+:[A-Za-z0-9_-]{20,}$',
      description: 'the token of a bot, from @BotFather',
    }),
  ),
  ALERT_TELEGRAM_CHAT: Type.Optional(
    Type.String({
      pattern: '^(-?[0-9]+|@[A-Za-z0-9_]{4,})$',
      description: 'the number of a chat, or @ and the name of a channel',
    }),
  ),
};

function botSecrets() {
  return Type.String({
    pattern: '^[!-+.-~-]{8,}(, ?[!-+.-~-]{8,})*$',
    description:
      "the secret of a bot's signatures; several are separated by commas, in the order of the bots' addresses",
  });
}

/** A format before the scheme: `slack+https://chat.example/hooks/1`. */
export const FORMAT_PREFIX = /^(slack|discord|feishu|dingtalk)\+(?=https?:)/;

/** Whether a text is a list of addresses of webhooks, each with the format of a chat before its scheme if needed. */
export function isWebhookList(text: string): boolean {
  const urls = splitList(text).map((entry) => entry.replace(FORMAT_PREFIX, ''));
  return urls.length > 0 && new Set(urls).size === urls.length && urls.every(isWebhookUrl);
}

function isWebhookUrl(text: string): boolean {
  if (!/^https?:\/\/[^ ]+$/.test(text) || !URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}

/** The entries of a list with commas; none if it is undefined. */
export function splitList(text = ''): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

import { isLoopback } from '../domain/is-loopback';
import { FORMAT_PREFIX, splitList } from './alert-settings';
import type { Settings } from './settings';

/** The bodies that a webhook can get: Standard Webhooks, or what a chat service expects. */
export type WebhookFormat = 'standard' | 'slack' | 'discord' | 'feishu' | 'dingtalk';

/** Where alerts go. */
export interface AlertConfig {
  /** The offers whose alerts are sent: those on the watch list, or all. */
  scope: 'watchlist' | 'all';
  /** The page's address for links in messages, without a slash at its end. Undefined: messages have no links. */
  pageUrl: string | undefined;
  webhooks: WebhookConfig[];
  /** The key of the signatures of standard webhooks, in base64. Undefined: they are not signed. */
  webhookSecret: string | undefined;
  /** Hosts that a webhook may reach with http and at private addresses, in lower case. */
  allowedHosts: string[];
  mail: { smtpUrl: string; from: string; to: string[] } | undefined;
  telegram: { token: string; chat: string } | undefined;
}

export interface WebhookConfig {
  /** May be a secret: the address of a chat is enough to post there. */
  url: string;
  format: WebhookFormat;
  /** The key of the signatures of a Feishu or DingTalk bot. Undefined: its messages are not signed. */
  secret: string | undefined;
}

/** The services whose format needs no prefix, by their hosts. */
const FORMAT_OF_HOST: Readonly<Record<string, WebhookFormat>> = {
  'hooks.slack.com': 'slack',
  'discord.com': 'discord',
  'discordapp.com': 'discord',
  'open.feishu.cn': 'feishu',
  'open.larksuite.com': 'feishu',
  'oapi.dingtalk.com': 'dingtalk',
};

/** The settings with the secrets of bots that expect signatures, by the format of their addresses. */
const BOT_SECRETS = [
  ['feishu', 'ALERT_FEISHU_SECRET'],
  ['dingtalk', 'ALERT_DINGTALK_SECRET'],
] as const;

/** Converts the settings of alerts, which are valid. */
export function readAlerts(settings: Settings): AlertConfig {
  const { SMTP_URL: smtpUrl, ALERT_MAIL_TO: to, ALERT_MAIL_FROM: from } = settings;
  const { ALERT_TELEGRAM_TOKEN: token, ALERT_TELEGRAM_CHAT: chat } = settings;
  return {
    scope: settings.ALERT_SCOPE === 'all' ? 'all' : 'watchlist',
    pageUrl: settings.ALERT_PAGE_URL?.replace(/\/+$/, ''),
    webhooks: parseWebhooks(settings),
    webhookSecret: settings.ALERT_WEBHOOK_SECRET?.replace(/^whsec_/, ''),
    allowedHosts: splitList(settings.ALERT_ALLOWED_HOSTS).map((host) => host.toLowerCase()),
    mail:
      smtpUrl === undefined || to === undefined
        ? undefined
        : { smtpUrl, to: splitList(to), from: from ?? senderOf(smtpUrl) ?? splitList(to)[0]! },
    telegram: token === undefined || chat === undefined ? undefined : { token, chat },
  };
}

/** What is wrong with settings of alerts that are valid by themselves. Names no value: an address may be a secret. */
export function findAlertProblems(settings: Settings): string[] {
  const allowed = splitList(settings.ALERT_ALLOWED_HOSTS).map((host) => host.toLowerCase());
  const webhooks = parseWebhooks(settings);
  const isSafe = ({ url }: WebhookConfig) => {
    const { protocol, hostname } = new URL(url);
    return protocol === 'https:' || isLoopback(hostname) || allowed.includes(hostname);
  };
  return [
    ...(webhooks.every(isSafe)
      ? []
      : [
          'ALERT_WEBHOOK_URL must be https, except for this machine and the hosts of ALERT_ALLOWED_HOSTS: anyone between could read the alerts',
        ]),
    ...BOT_SECRETS.flatMap(([format, name]) => {
      const addresses = webhooks.filter((webhook) => webhook.format === format).length;
      return settings[name] === undefined || splitList(settings[name]).length === addresses
        ? []
        : [
            `${name} must have one secret for each ${format} address of ALERT_WEBHOOK_URL, of which there are ${addresses}`,
          ];
    }),
    ...findPairProblems(settings, 'SMTP_URL', 'ALERT_MAIL_TO'),
    ...findPairProblems(settings, 'ALERT_TELEGRAM_TOKEN', 'ALERT_TELEGRAM_CHAT'),
  ];
}

function findPairProblems(settings: Settings, one: keyof Settings, other: keyof Settings): string[] {
  const isComplete = (settings[one] === undefined) === (settings[other] === undefined);
  return isComplete ? [] : [`${one} and ${other} must be set together`];
}

function parseWebhooks(settings: Settings): WebhookConfig[] {
  const secrets = new Map<string, string[]>(
    BOT_SECRETS.map(([format, name]) => [format, splitList(settings[name])]),
  );
  return splitList(settings.ALERT_WEBHOOK_URL).map((entry) => {
    const prefix = FORMAT_PREFIX.exec(entry);
    const url = prefix === null ? entry : entry.slice(prefix[0].length);
    const named = (prefix?.[1] as WebhookFormat | undefined) ?? FORMAT_OF_HOST[new URL(url).hostname];
    const format = named ?? 'standard';
    return { url, format, secret: secrets.get(format)?.shift() };
  });
}

/** The user of a mail server, if it is an address. */
function senderOf(smtpUrl: string): string | undefined {
  const user = decodeURIComponent(new URL(smtpUrl).username);
  return user.includes('@') ? user : undefined;
}

import { createHash } from 'node:crypto';
import type { Channel } from './channel';
import { type ChatFormat, createChat } from './chat';
import { createMail, type MailOptions } from './mail';
import { createPoster, type PosterOptions } from './post-json';
import { createTelegram, type TelegramOptions } from './telegram';
import { createWebhook } from './webhook';

export { type Channel, DeliveryError, type Notice } from './channel';

export interface ChannelsOptions extends PosterOptions {
  webhooks: readonly {
    url: string;
    format: 'standard' | ChatFormat;
    /** The key of the signatures of a chat's bot. Undefined: its messages are not signed. */
    secret?: string | undefined;
  }[];
  /** The key of the signatures of standard webhooks, in base64. Undefined: they are not signed. */
  webhookSecret: string | undefined;
  mail: Omit<MailOptions, 'pageUrl'> | undefined;
  telegram: Omit<TelegramOptions, 'poster' | 'pageUrl'> | undefined;
  /** The page's address for links in messages, without a slash at its end. Default: messages have no links. */
  pageUrl?: string | undefined;
}

/**
 * Creates the channels of the settings. They connect when they deliver.
 *
 * A webhook's name contains a hash of its address, so that it stays the same when others are added or removed.
 */
export function createChannels({
  webhooks,
  webhookSecret,
  mail,
  telegram,
  pageUrl,
  ...posting
}: ChannelsOptions): Channels {
  const poster = createPoster(posting);
  const channels = [
    ...webhooks.map(({ url, format, secret }): Channel => {
      const name = webhookName(url, format);
      const label = `${format === 'standard' ? 'webhook' : format} ${new URL(url).host}`;
      return format === 'standard'
        ? createWebhook({ name, label, url, secret: webhookSecret, pageUrl, poster })
        : createChat({ name, label, format, url, secret, pageUrl, poster });
    }),
    ...(mail === undefined ? [] : [createMail({ ...mail, pageUrl })]),
    ...(telegram === undefined ? [] : [createTelegram({ ...telegram, pageUrl, poster })]),
  ];
  return {
    all: channels,
    async close() {
      await Promise.all(channels.map((channel) => channel.close()));
      await poster.close();
    },
  };
}

export interface Channels {
  all: readonly Channel[];
  close(): Promise<void>;
}

/** `webhook-1a2b3c4d`, or for a chat `slack-1a2b3c4d`. */
function webhookName(url: string, format: 'standard' | ChatFormat): string {
  const hash = createHash('sha256').update(url).digest('hex').slice(0, 8);
  return `${format === 'standard' ? 'webhook' : format}-${hash}`;
}

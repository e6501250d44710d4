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
  mail: MailOptions | undefined;
  telegram: Omit<TelegramOptions, 'poster'> | undefined;
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
  ...posting
}: ChannelsOptions): Channels {
  const poster = createPoster(posting);
  const channels = [
    ...webhooks.map(({ url, format, secret }): Channel => {
      const name = webhookName(url, format);
      const label = `${format === 'standard' ? 'webhook' : format} ${new URL(url).host}`;
      return format === 'standard'
        ? createWebhook({ name, label, url, secret: webhookSecret, poster })
        : createChat({ name, label, format, url, secret, poster });
    }),
    ...(mail === undefined ? [] : [createMail(mail)]),
    ...(telegram === undefined ? [] : [createTelegram({ ...telegram, poster })]),
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

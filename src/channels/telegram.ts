import type { Channel } from './channel';
import { joinMessage, type MessageOptions, writeMessage } from './message-text';
import type { Poster } from './post-json';

/** A message has at most 4,096 characters. */
const MAX_LENGTH = 4_000;

export interface TelegramOptions extends Pick<MessageOptions, 'pageUrl'> {
  /** A secret. */
  token: string;
  /** The number of a chat, or `@` and the name of a channel. */
  chat: string;
  poster: Poster;
  /** Default: Telegram's own. */
  apiUrl?: string;
}

/** Creates a channel that sends messages as a Telegram bot. Without a parse mode, no character of a text has a meaning. */
export function createTelegram({
  token,
  chat,
  pageUrl,
  poster,
  apiUrl = 'https://api.telegram.org',
}: TelegramOptions): Channel {
  return {
    name: 'telegram',
    label: `Telegram chat ${chat}`,
    isForPeople: true,
    async deliver({ notices }, signal) {
      const message = writeMessage(notices, { maxLength: MAX_LENGTH, pageUrl });
      const { subject, link } = message;
      const text = joinMessage(message);
      const linkEntity = (url: string) => ({
        type: 'text_link',
        offset: text.length - url.length,
        length: url.length,
        url,
      });
      const body = JSON.stringify({
        chat_id: chat,
        text,
        entities: [
          { type: 'bold', offset: 0, length: subject.length },
          ...(link === undefined ? [] : [linkEntity(link)]),
        ],
        link_preview_options: { is_disabled: true },
      });
      await poster.post({ url: `${apiUrl}/bot${token}/sendMessage`, body, signal });
    },
    close: () => Promise.resolve(),
  };
}

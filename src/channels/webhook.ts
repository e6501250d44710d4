import { createHmac } from 'node:crypto';
import type { Channel, Notice } from './channel';
import type { Poster } from './post-json';

export interface WebhookOptions extends Pick<Channel, 'name' | 'label'> {
  /** May be a secret. */
  url: string;
  /** The key of the signatures, in base64. Undefined: messages are not signed. */
  secret: string | undefined;
  /** The page's address, without a slash at its end. Default: unknown, and the body has no `url`. */
  pageUrl?: string | undefined;
  poster: Poster;
}

/**
 * Creates a channel that posts each notice as Standard Webhooks defines it: the headers `webhook-id`, `webhook-timestamp`
 * and `webhook-signature`, and a body with `type`, `timestamp` and `data`.
 *
 * See https://www.standardwebhooks.com.
 */
export function createWebhook({ name, label, url, secret, pageUrl, poster }: WebhookOptions): Channel {
  return {
    name,
    label,
    isForPeople: false,
    async deliver({ id, notices }, signal) {
      for (const notice of notices) {
        const body = JSON.stringify(toEvent(notice, pageUrl));
        await poster.post({ url, body, headers: signatureHeaders(id, body, secret), signal });
      }
    },
    close: () => Promise.resolve(),
  };
}

function toEvent({ type, at, title, text, path, data }: Notice, pageUrl: string | undefined) {
  const url = pageUrl === undefined ? {} : { url: `${pageUrl}/${path}` };
  return { type, timestamp: at, data: { title, text, ...url, ...data } };
}

function signatureHeaders(id: string, body: string, secret: string | undefined): Record<string, string> {
  // The time of the attempt: receivers refuse old ones.
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === undefined) return headers;
  const signature = createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}

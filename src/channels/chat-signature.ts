import { createHmac } from 'node:crypto';

/** A message as it is posted to a chat. */
export interface ChatRequest {
  url: string;
  body: object;
}

/** Adds the time and the signature that a bot expects whose messages must be signed. It refuses a time that is an hour off. */
export type SignRequest = (request: ChatRequest, secret: string) => ChatRequest;

/** In the body, with the time in seconds. The signature is one of an empty text: the time and the secret are its key. */
export function signFeishu({ url, body }: ChatRequest, secret: string): ChatRequest {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const sign = createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
  return { url, body: { timestamp, sign, ...body } };
}

/** In the address, with the time in milliseconds. */
export function signDingTalk({ url, body }: ChatRequest, secret: string): ChatRequest {
  const timestamp = String(Date.now());
  const signed = new URL(url);
  signed.searchParams.set('timestamp', timestamp);
  signed.searchParams.set(
    'sign',
    createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'),
  );
  return { url: signed.href, body };
}

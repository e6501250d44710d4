import type { Static } from '@sinclair/typebox';
import { type LiveEvent, type LivePosition, writeLivePosition } from '../../../store';
import type { LiveEventSchema } from './schema';

/** An event as the API sends it. */
export type Message = Static<typeof LiveEventSchema>;

/** Why events were left out. */
export type ResetReason = (Message & { event: 'reset' })['data']['reason'];

/** How long a client waits before it connects again, in milliseconds. */
const RETRY_MS = 2_000;

/** Longer lists of changes are several events, so that a client can begin with the first ones. */
const MAX_CHANGES = 500;

/** A comment that shows that the connection is alive. */
export const HEARTBEAT = Buffer.from(': heartbeat\n\n');

/** Encodes an event. Without a position, it leaves the client's position as it is. */
export function encodeMessage({ event, data }: Message, position?: LivePosition): Buffer {
  const id = position === undefined ? '' : `id: ${writeLivePosition(position)}\n`;
  return Buffer.from(`${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** Tells the client when to connect again: not all of them at once. */
export function encodeRetry(): Buffer {
  return Buffer.from(`retry: ${Math.round(RETRY_MS * (0.5 + Math.random()))}\n\n`);
}

/** Encodes events of the store. Changes that follow each other are one event. */
export function encodeEvents(events: readonly LiveEvent[]): Buffer {
  const messages: Buffer[] = [];
  let changes: (LiveEvent & { type: 'change' })[] = [];
  const flush = () => {
    if (changes.length === 0) return;
    const data = { changes: changes.map((change) => change.data) };
    messages.push(encodeMessage({ event: 'change', data }, changes.at(-1)!.position));
    changes = [];
  };
  for (const event of events) {
    if (event.type === 'change') {
      changes.push(event);
      if (changes.length === MAX_CHANGES) flush();
    } else {
      flush();
      messages.push(encodeMessage(toMessage(event), event.position));
    }
  }
  flush();
  return Buffer.concat(messages);
}

function toMessage(event: Exclude<LiveEvent, { type: 'change' }>): Message {
  if (event.type === 'run') return { event: 'run', data: { ...event.data, progress: null } };
  if (event.type === 'episode') return { event: 'episode', data: event.data };
  return { event: 'watch', data: event.data };
}

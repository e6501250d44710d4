import { Readable } from 'node:stream';

/** What one client may have waiting: a catch-up of the longest allowed length fits, and much more is of no use. */
export const MAX_QUEUED_BYTES = 512 * 1024;

/** The stream of one client. */
export interface EventStream {
  /** The body of the response. It is destroyed when the client has gone. */
  readonly body: Readable;
  /** Queues events. False: the client reads too slowly, and nothing was queued. */
  send(events: Buffer): boolean;
  /** Queues the last events, and ends the response after them. */
  end(events: Buffer): void;
}

/** Creates the stream of one client. Its queue is bounded: the buffers of all clients are the same ones. */
export function createEventStream(): EventStream {
  const body = new Readable({ read: () => undefined });
  return {
    body,
    send(events) {
      if (body.destroyed || body.readableEnded) return true;
      if (body.readableLength + events.length > MAX_QUEUED_BYTES) return false;
      body.push(events);
      return true;
    },
    end(events) {
      if (body.destroyed) return;
      body.push(events);
      body.push(null);
    },
  };
}

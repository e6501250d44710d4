import { request as sendRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { poll } from '../../../../harness/poll';
import type { Message } from '../../../../src/api/routes/events/messages';

/** An event as a client gets it. */
export type ReceivedEvent = Message & { id: string | undefined };

export interface EventClient {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: ReceivedEvent[];
  /** The id of the last event that had one. */
  readonly lastId: string | undefined;
  /** What the server has last said about when to connect again, in milliseconds. */
  readonly retryMs: number | undefined;
  /** Comments received. */
  readonly comments: string[];
  readonly isEnded: boolean;
  /** Reads nothing until `resume`. */
  pause(): void;
  resume(): void;
  /** Waits for an event. */
  find<E extends Message['event']>(
    event: E,
    matches?: (data: (Message & { event: E })['data']) => boolean,
  ): Promise<ReceivedEvent & { event: E }>;
  close(): void;
}

interface EventOptions {
  since?: string | undefined;
  path?: string;
  headers?: Record<string, string>;
  localAddress?: string;
}

/** Opens a stream of events over HTTP, again while it is refused: on a busy machine the database may answer too late. */
export const openEvents = (port: number, options: EventOptions = {}): Promise<EventClient> =>
  poll('a stream of events', async () => {
    const client = await tryEvents(port, options);
    return client.statusCode === 200 && client;
  });

/** Requests a stream of events over HTTP once. */
export async function tryEvents(
  port: number,
  { since, path = '/api/events', headers = {}, localAddress }: EventOptions = {},
): Promise<EventClient> {
  const own = since === undefined ? {} : { 'last-event-id': since };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = sendRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        headers: { host: 'localhost', ...own, ...headers },
        agent: false,
        localAddress,
      },
      resolve,
    );
    sent.on('error', reject).end();
  });
  const events: ReceivedEvent[] = [];
  const comments: string[] = [];
  let lastId: string | undefined;
  let retryMs: number | undefined;
  let isEnded = false;
  const parser = createParser({
    onEvent({ id, event, data }: EventSourceMessage) {
      events.push({ id, event, data: JSON.parse(data) as never } as ReceivedEvent);
      if (id !== undefined) lastId = id;
    },
    onRetry: (retry) => (retryMs = retry),
    onComment: (comment) => void comments.push(comment),
  });
  response.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
  response.on('error', () => undefined).on('close', () => (isEnded = true));
  return {
    statusCode: response.statusCode!,
    headers: response.headers,
    events,
    comments,
    get lastId() {
      return lastId;
    },
    get retryMs() {
      return retryMs;
    },
    get isEnded() {
      return isEnded;
    },
    pause: () => response.pause(),
    resume: () => response.resume(),
    find: (event, matches = () => true) =>
      poll(`an event ${event}`, () =>
        events.find(
          (each): each is ReceivedEvent & { event: typeof event } =>
            each.event === event && matches(each.data as never),
        ),
      ),
    close: () => response.destroy(),
  };
}

/** The changes in events, as `offerId kinds`. */
export function changesOf(events: readonly ReceivedEvent[]): string[] {
  return events.flatMap((each) =>
    each.event === 'change'
      ? each.data.changes.map(({ offerId, kinds }) => `${offerId} ${kinds.join()}`)
      : [],
  );
}

import { createParser } from 'eventsource-parser';
import { api, read } from '../../api';
import type { Arrival, LiveMessage } from './message';

/**
 * Opens the stream of events after an id, or from now on.
 *
 * @throws {ApiProblem} if the API refuses, or does not answer.
 */
export async function openEvents(
  lastId: string | undefined,
  signal: AbortSignal,
): Promise<AsyncIterable<Arrival>> {
  const body = await read(
    api.GET('/api/events', {
      params: { header: lastId === undefined ? {} : { 'last-event-id': lastId } },
      parseAs: 'stream',
      cache: 'no-store',
      signal,
    }),
  );
  return parseEvents(body as unknown as ReadableStream<Uint8Array>);
}

/** Parses a stream of server-sent events. Ends with the stream, and throws when it breaks. */
export async function* parseEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<Arrival> {
  const arrivals: Arrival[] = [];
  const parser = createParser({
    onEvent({ id, event, data }) {
      const message = { event, data: JSON.parse(data) as unknown } as LiveMessage;
      arrivals.push({ kind: 'message', id, message });
    },
    onComment: () => void arrivals.push({ kind: 'sign-of-life' }),
    onRetry: (afterMs) => void arrivals.push({ kind: 'retry', afterMs }),
  });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* arrivals.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

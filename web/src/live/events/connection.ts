import { ApiProblem } from '../../api';
import type { Arrival, LiveMessage } from './message';

/** Whether events arrive. */
export type LiveStatus =
  /** The first connection is being opened. */
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** The connection was lost. `since`: when the last sign of life arrived, in milliseconds by the browser's clock. */
  | { kind: 'lost'; since: number };

/** What a connection needs from the page. */
export interface ConnectionOptions {
  open: (lastId: string | undefined, signal: AbortSignal) => Promise<AsyncIterable<Arrival>>;
  /** `isGap`: there is no id that continues after the events before it. */
  onMessage: (message: LiveMessage, isGap: boolean) => void;
  onStatus: (status: LiveStatus) => void;
  /** The session has ended: the connection waits until it is woken. */
  onUnauthorized: () => void;
  now: () => number;
  isHidden: () => boolean;
}

/** A connection that opens itself again, after the last event that it got. */
export interface Connection {
  /** Connect at once if it waits, such as when the page becomes visible or the network returns. */
  wake: () => void;
  /** Drop the stream, which may be dead, and connect again. */
  reconnect: () => void;
  /** The page has become hidden: the stream ends soon, and missed events are fetched once a minute. */
  hide: () => void;
  close: () => void;
}

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/** A stream without an event or a comment for this long is dead, in milliseconds. Two heartbeats and a half. */
const SILENCE_MS = 37_500;

/**
 * A hidden page ends its stream after this time, in milliseconds: browsers open only six connections to a server, and many pages
 * would block each other.
 */
const HIDE_AFTER_MS = 5_000;

/** How often a hidden page fetches what it missed, in milliseconds: its title shows the open alerts. */
const HIDDEN_EVERY_MS = 60_000;

/** How long a hidden page reads what it missed, in milliseconds. */
const HIDDEN_READS_MS = 3_000;

/** Opens a connection, and keeps it open. */
export function connect(options: ConnectionOptions): Connection {
  const { open, onMessage, onStatus, onUnauthorized, now, isHidden } = options;
  let lastId: string | undefined;
  let lastSignMs = now();
  let failures = 0;
  let retryMs = FIRST_RETRY_MS;
  let isClosed = false;
  let stream = new AbortController();
  let hideTimer: ReturnType<typeof setTimeout> | undefined;
  let wakeUp = (): void => undefined;

  const receive = (arrival: Arrival): void => {
    lastSignMs = now();
    if (arrival.kind === 'retry') retryMs = arrival.afterMs;
    if (arrival.kind !== 'message') return;
    // First, so that a handler that fails does not make the event arrive again and again.
    lastId = arrival.id ?? lastId;
    if (arrival.message.event === 'ready') {
      failures = 0;
      onStatus({ kind: 'live' });
    }
    const isNew = arrival.message.event === 'ready' && arrival.id !== undefined;
    onMessage(arrival.message, isNew || arrival.message.event === 'reset');
  };

  const readStream = async (): Promise<void> => {
    stream = new AbortController();
    const { signal } = stream;
    let watchdog = setTimeout(() => stream.abort(), SILENCE_MS);
    if (isHidden()) hideTimer = setTimeout(() => stream.abort(), HIDDEN_READS_MS);
    try {
      for await (const arrival of await open(lastId, signal)) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => stream.abort(), SILENCE_MS);
        receive(arrival);
      }
    } finally {
      clearTimeout(watchdog);
      clearTimeout(hideTimer);
    }
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** How long to wait after a stream has ended. */
  const waitAfter = (error: unknown): number => {
    if (isHidden()) return HIDDEN_EVERY_MS;
    failures += 1;
    if (error instanceof ApiProblem && error.kind === 'unauthorized') return MAX_RETRY_MS;
    const asked = error instanceof ApiProblem ? error.retryAfterMs : undefined;
    // After a stream that was live, the time that the API gave; then longer and longer.
    const backoff = Math.min(retryMs * 2 ** (failures - 1), MAX_RETRY_MS);
    return asked ?? backoff * (0.75 + Math.random() / 2);
  };

  const run = async (): Promise<void> => {
    onStatus({ kind: 'connecting' });
    while (!isClosed) {
      const error: unknown = await readStream().catch((reason: unknown) => reason);
      if (isClosed) return;
      if (error instanceof ApiProblem && error.kind === 'unauthorized') onUnauthorized();
      // The API cannot read this position. A reload of everything follows the next `ready`.
      if (error instanceof ApiProblem && error.status === 400) lastId = undefined;
      onStatus({ kind: 'lost', since: lastSignMs });
      await pause(waitAfter(error));
    }
  };
  void run();

  return {
    wake() {
      clearTimeout(hideTimer);
      wakeUp();
    },
    reconnect() {
      failures = 0;
      retryMs = 0;
      stream.abort();
      wakeUp();
    },
    hide() {
      hideTimer = setTimeout(() => stream.abort(), HIDE_AFTER_MS);
    },
    close() {
      isClosed = true;
      clearTimeout(hideTimer);
      stream.abort();
      wakeUp();
    },
  };
}

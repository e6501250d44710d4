import { setTimeout as delay } from 'node:timers/promises';
import type { SyncClient } from '../../../client';
import type { LivePosition } from '../../../store';
import { HttpError } from '../../plugins/problems';
import type { Reads } from '../../reads';
import { type Follower, startFollower } from './follower';
import { encodeEvents, encodeMessage, encodeRetry, HEARTBEAT, type Message } from './messages';
import { createSnapshots, type Snapshots } from './snapshots';
import { createEventStream, type EventStream } from './stream';

/** Well below the time after which proxies and the API close an idle connection. */
const HEARTBEAT_INTERVAL_MS = 15_000;

/** Half of the connections that the API accepts: the other requests of the pages need some too. */
const MAX_CLIENTS = 400;

const SHUTS_DOWN = 'The API shuts down. Try again in some seconds.';

/** Delivers the events of the store to all clients. */
export interface EventHub {
  readonly clients: number;
  /**
   * Opens the stream of a client: from now on, or with the events since a position.
   *
   * @throws {HttpError} 503 if there are too many clients, or the API shuts down.
   * @throws if the database does not answer.
   */
  connect(since: LivePosition | undefined): Promise<EventStream['body']>;
  /** Ends all streams. */
  close(): void;
}

interface Client {
  stream: EventStream;
  /** Events that wait until the client has those before them. Undefined: it has. */
  pending: Buffer[] | undefined;
}

/** What is shared by all clients, while there are some. */
interface Session {
  follower: Follower;
  snapshots: Snapshots;
  stop: AbortController;
}

/** Creates the hub of a process. It reads while there are clients. */
export function createEventHub(reads: Reads, syncs: SyncClient): EventHub {
  const clients = new Set<Client>();
  let session: Session | undefined;
  let isClosed = false;

  const stopWithoutClients = () => {
    if (clients.size > 0) return;
    session?.stop.abort();
    session?.follower.stop();
    session = undefined;
  };
  const remove = (client: Client) => {
    clients.delete(client);
    stopWithoutClients();
  };
  const deliver = (client: Client, events: Buffer, end?: LivePosition) => {
    if (client.pending !== undefined) {
      client.pending.push(events);
    } else if (!client.stream.send(events)) {
      remove(client);
      client.stream.end(encodeMessage({ event: 'reset', data: { reason: 'slow' } }, end));
    }
  };
  const broadcast = (events: Buffer, end?: LivePosition) => {
    if (events.length > 0) for (const client of clients) deliver(client, events, end);
  };
  const broadcastMessages = (messages: readonly Message[]) =>
    broadcast(Buffer.concat(messages.map((message) => encodeMessage(message))));

  const startSession = (): Session => {
    const stop = new AbortController();
    const { signal } = stop;
    const snapshots = createSnapshots(reads, syncs);
    let isRefreshing = false;
    const refresh = async () => {
      if (isRefreshing) return;
      isRefreshing = true;
      const messages = await snapshots.refresh();
      isRefreshing = false;
      if (!signal.aborted) broadcastMessages(messages);
    };
    const follower = startFollower(reads, {
      onEvents(events, end) {
        snapshots.observe(events);
        broadcast(encodeEvents(events), end);
      },
      onReset: (end) => broadcast(encodeMessage({ event: 'reset', data: { reason: 'unknown' } }, end), end),
      onPoll(error) {
        if (error === undefined) void refresh();
        else broadcastMessages(snapshots.databaseAway());
      },
    });
    void beat(signal, () => broadcast(HEARTBEAT));
    return { follower, snapshots, stop };
  };

  const open = async (client: Client, since: LivePosition | undefined): Promise<void> => {
    session ??= startSession();
    const { follower, snapshots } = session;
    const { from, missed } = await follower.join(since, () => {
      // What comes before is in `missed`.
      client.pending = [];
    });
    const ready = { now: new Date().toISOString(), heartbeatSeconds: HEARTBEAT_INTERVAL_MS / 1_000 };
    const events = [
      encodeRetry(),
      encodeMessage({ event: 'ready', data: ready }, since === undefined ? from : undefined),
      Array.isArray(missed)
        ? encodeEvents(missed)
        : encodeMessage({ event: 'reset', data: { reason: missed } }, from),
      ...snapshots.latest().map((message) => encodeMessage(message)),
      ...client.pending!,
    ];
    client.pending = undefined;
    deliver(client, Buffer.concat(events), from);
  };

  return {
    get clients() {
      return clients.size;
    },
    async connect(since) {
      if (isClosed) throw new HttpError(503, SHUTS_DOWN);
      if (clients.size >= MAX_CLIENTS)
        throw new HttpError(503, 'Too many clients follow the events. Try again in some seconds.');
      const client: Client = { stream: createEventStream(), pending: [] };
      const { body } = client.stream;
      clients.add(client);
      body.once('close', () => remove(client));
      try {
        await open(client, since);
      } catch (error) {
        body.destroy();
        throw isClosed ? new HttpError(503, SHUTS_DOWN) : error;
      }
      return body;
    },
    close() {
      isClosed = true;
      for (const { stream } of clients) stream.end(encodeRetry());
      clients.clear();
      stopWithoutClients();
    },
  };
}

async function beat(signal: AbortSignal, send: () => void): Promise<void> {
  while (!signal.aborted) {
    await delay(HEARTBEAT_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) send();
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { poll } from '../../../../harness/poll';
import { runSql } from '../../../../harness/servers/database';
import { listenOnFreePort } from '../../../../harness/servers/raw-http';
import { startProxyTo } from '../../../../harness/servers/tcp-proxy';
import { buildApp } from '../../../../src/api/app';
import { boundedReads } from '../../../../src/api/reads';
import { createEventHub } from '../../../../src/api/routes/events/hub';
import { MAX_QUEUED_BYTES } from '../../../../src/api/routes/events/stream';
import { createStore, type Store } from '../../../../src/store';
import { saveRun } from '../../save-offers';
import { startTestApi, type TestApi } from '../../test-api';
import { changesOf, type EventClient, openEvents, tryEvents } from './event-client';

let api: TestApi;
let reads = 0;

/** The store, with its reads of events counted. */
function countReads(store: Store): Store {
  const count =
    <Args extends unknown[], T>(read: (...args: Args) => Promise<T>) =>
    (...args: Args) => {
      reads += 1;
      return read(...args);
    };
  return { ...store, readLiveEnd: count(store.readLiveEnd), readLiveEvents: count(store.readLiveEvents) };
}

/** Runs a test with an API of its own on the database. */
async function withApi(run: (port: number, close: () => Promise<void>) => Promise<void>, store = api.store) {
  const app = buildApp({ store: countReads(store), syncs: api.syncs });
  try {
    await run(await listenOnFreePort(app), () => app.close());
  } finally {
    await app.close();
  }
}

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
});

afterAll(() => api.stop());

const save = (offerId: string) => saveRun(api.store, [{ offerId, offer: { status: 'Active' } }]);
const openMany = (port: number, count: number, since?: string) =>
  Promise.all(Array.from({ length: count }, () => openEvents(port, { since })));

test('50 clients cost one read in a second, also when they connect again at once, and none when they have gone', () =>
  withApi(async (port) => {
    reads = 0;
    const startedAtMs = performance.now();
    const clients = await openMany(port, 50);
    await save('1');
    await Promise.all(clients.map((client) => client.find('change')));
    const since = clients[0]!.lastId;
    await save('2');
    await poll('the second run', () => clients.every((client) => changesOf(client.events).length === 2));
    for (const client of clients) client.close();
    const again = await openMany(port, 50, since);
    await Promise.all(again.map((client) => client.find('change')));
    const seconds = (performance.now() - startedAtMs) / 1_000;
    // A second more for each of the two groups, and what the clients of the second one have missed.
    expect(reads).toBeLessThanOrEqual(seconds + 5);

    for (const client of again) client.close();
    await poll('all have gone', async () =>
      (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).includes(
        '\nmobipium_event_clients 0\n',
      ),
    );
    reads = 0;
    // Longer than two intervals of reads.
    await wait(2_500);
    expect(reads).toBe(0);
  }));

test('no event is lost or repeated by a client that changes between two instances, while transactions overlap', () =>
  withApi(async (first) => {
    const ports = [first, await listenOnFreePort(api.app)];
    const reference = await openEvents(first);
    let since = (await reference.find('ready')).id;
    const seen: string[] = [];
    /** Takes what a client has got, and has the next one continue there. */
    const take = (client: EventClient) => {
      client.close();
      seen.push(...changesOf(client.events));
      since = client.lastId ?? since;
    };
    const write = async (writer: number) => {
      for (let offer = 0; offer < 6; offer += 1) await save(`${writer}-${offer}`);
      // A transaction that begins before others, and ends after them.
      await runSql(
        api.databaseUrl,
        `BEGIN; INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes)
           VALUES ('${writer}-late', clock_timestamp(), true, '{}'); SELECT pg_sleep(1); COMMIT`,
      );
      for (let offer = 6; offer < 9; offer += 1) await save(`${writer}-${offer}`);
    };
    const written = Promise.all([0, 1, 2].map(write));
    for (let connection = 0; seen.length < 30; connection += 1) {
      const client = await openEvents(ports[connection % 2]!, { since });
      await client.find('ready');
      // Sometimes before, and sometimes after the next read.
      await wait(Math.random() * 1_500);
      take(client);
    }
    await written;
    await poll('all changes', () => changesOf(reference.events).length >= 30);
    expect(seen).toEqual(changesOf(reference.events));
    expect(new Set(seen).size).toBe(30);
    reference.close();
  }));

test('says that the database is away, refuses new clients, and loses nothing', async () => {
  const { proxy, url } = await startProxyTo(api.databaseUrl);
  const store = createStore({ databaseUrl: url });
  try {
    await withApi(async (port) => {
      const client = await openEvents(port);
      await client.find('mirror', ({ database }) => database === 'up');
      await proxy.disconnect();
      await client.find('mirror', ({ database }) => database === 'away');
      const refused = await tryEvents(port, {
        since: `${Buffer.from('["event","9","2026-01-05T10:00:00.000000Z","1"]').toString('base64url')}`,
      });
      expect({ status: refused.statusCode, retryAfter: refused.headers['retry-after'] }).toEqual({
        status: 503,
        retryAfter: '5',
      });
      await save('away');
      await proxy.reconnect();
      await poll('the change', () => changesOf(client.events).includes('away new'));
      await poll('the state', () => {
        const last = client.events.findLast(({ event }) => event === 'mirror');
        return last?.event === 'mirror' && last.data.database === 'up';
      });
      expect(client.isEnded).toBe(false);
      expect(changesOf(client.events)).toEqual(['away new']);
    }, store);
  } finally {
    await store.close();
    await proxy.close();
  }
});

test('a shutdown ends the streams soon, and says when to connect again', () =>
  withApi(async (port, close) => {
    const clients = await openMany(port, 5);
    const startedAtMs = performance.now();
    await close();
    expect(performance.now() - startedAtMs).toBeLessThan(4_000);
    await poll('the ends', () => clients.every(({ isEnded }) => isEnded));
    for (const { retryMs } of clients) {
      expect(retryMs).toBeGreaterThanOrEqual(1_000);
      expect(retryMs).toBeLessThanOrEqual(3_000);
    }
  }));

test('the 401st client gets 503 with the time after which it may try again', () =>
  withApi(async (port) => {
    // One address may have only 200 connections.
    const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
    const clients: EventClient[] = [];
    for (const localAddress of addresses)
      clients.push(
        ...(await Promise.all(Array.from({ length: 100 }, () => openEvents(port, { localAddress })))),
      );
    const refused = await tryEvents(port, { localAddress: '127.0.0.5' });
    expect({ status: refused.statusCode, retryAfter: refused.headers['retry-after'] }).toEqual({
      status: 503,
      retryAfter: '5',
    });
    clients[0]!.close();
    await poll('a place is free', async () => {
      const next = await tryEvents(port, { localAddress: '127.0.0.5' });
      if (next.statusCode === 200) clients.push(next);
      return next.statusCode === 200;
    });
    for (const client of clients) client.close();
  }));

test('a client that does not read is cut off with a reset, and the others get everything', async () => {
  const hub = createEventHub(boundedReads(api.store), api.syncs);
  try {
    const slow = await hub.connect(undefined);
    const quick = await hub.connect(undefined);
    let received = '';
    quick.on('data', (text: Buffer) => (received += text.toString()));
    for (let round = 1; round <= 3; round += 1) {
      await runSql(
        api.databaseUrl,
        `INSERT INTO history.live_events (type, data) VALUES ('watch',
           jsonb_build_object('offerId', '${round}' || repeat('x', ${Math.round(MAX_QUEUED_BYTES * 0.4)}), 'isWatched', true))`,
      );
      await poll(`round ${round}`, () => received.includes(`"${round}xx`) && received.endsWith('\n\n'));
      expect(slow.readableLength).toBeLessThan(MAX_QUEUED_BYTES + 1_000);
    }
    expect(hub.clients).toBe(1);
    let rest = '';
    for await (const text of slow) rest += String(text);
    expect(rest).toContain('event: reset\ndata: {"reason":"slow"}\n\n');
    expect(rest).not.toContain('"3xx');
    expect(received).not.toContain('event: reset');
  } finally {
    hub.close();
  }
});

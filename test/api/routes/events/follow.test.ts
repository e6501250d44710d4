import { poll } from '../../../../harness/poll';
import { runSql } from '../../../../harness/servers/database';
import { listenOnFreePort } from '../../../../harness/servers/raw-http';
import { writeLivePosition } from '../../../../src/store';
import { saveOffers, saveRun } from '../../save-offers';
import { startTestApi, type TestApi } from '../../test-api';
import { changesOf, type EventClient, openEvents } from './event-client';

let api: TestApi;
let port: number;
/** Opened first, and looked at last: it lives longer than every time-out. */
let oldest: EventClient;
let oldestSinceMs: number;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  port = await listenOnFreePort(api.app);
  oldest = await openEvents(port);
  oldestSinceMs = performance.now();
});

afterAll(() => api.stop());

const save = (offerId: string, status: 'Active' | 'Paused' = 'Active') =>
  saveRun(api.store, [{ offerId, offer: { offerName: 'Games', status, payout: '0.350' } }]);

/** The events that have an id, without the first one of the connection. */
const recorded = ({ events }: EventClient) =>
  events.filter(({ id, event }) => id !== undefined && event !== 'ready');

const sql = (text: string) => runSql(api.databaseUrl, text);

test('tells of runs, changes, the watch list and episodes, each once and in order', async () => {
  const client = await openEvents(port);
  await save('10');
  await save('10', 'Paused');
  await api.store.watchOffers(['10'], {});
  await sql(
    `INSERT INTO episodes (kind, started_at, facts, is_sent) VALUES ('network_silent', now(), '{}', false)`,
  );
  const id = (await api.store.listEpisodes({ limit: 1 })).episodes[0]!.id;
  await api.store.acknowledgeEpisode(id);
  await sql(`UPDATE episodes SET ended_at = now(), end_facts = '{}' WHERE id = ${id}`);
  await api.store.unwatchOffer('10');
  await client.find('watch', ({ isWatched }) => !isWatched);

  const run = { workflowId: 'full-sync-manual', kind: 'full' };
  const episode = { id, kind: 'network_silent', offerId: null };
  const events = recorded(client);
  expect(events).toMatchObject([
    { event: 'run', data: { ...run, edge: 'started', status: 'running', progress: null } },
    { event: 'change', data: { changes: [{ offerId: '10', kinds: ['new'] }] } },
    { event: 'run', data: { ...run, edge: 'ended', status: 'completed' } },
    { event: 'run', data: { ...run, edge: 'started' } },
    { event: 'change', data: { changes: [{ offerId: '10', kinds: ['paused'] }] } },
    { event: 'run', data: { ...run, edge: 'ended' } },
    { event: 'watch', data: { offerId: '10', isWatched: true } },
    { event: 'episode', data: { ...episode, edge: 'started', isOpen: true } },
    { event: 'episode', data: { ...episode, edge: 'acknowledged', isOpen: true } },
    { event: 'episode', data: { ...episode, edge: 'ended', isOpen: false } },
    { event: 'watch', data: { offerId: '10', isWatched: false } },
  ]);
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  client.close();
});

test('tells the state of the mirror at the start, and when a run has changed it', async () => {
  await save('20');
  const { byStatus } = await api.store.readOfferCounts();
  const active = byStatus.find(({ status }) => status === 'Active')!.offers;
  const client = await openEvents(port);
  const { id, data } = await client.find(
    'mirror',
    // The first one may be some seconds old.
    ({ lastRuns, offers }) => lastRuns?.full?.status === 'completed' && offers?.active === active,
  );
  expect({ id, database: data.database }).toEqual({ id: undefined, database: 'up' });
  await save('20', 'Paused');
  await client.find('mirror', ({ offers }) => offers?.active === active - 1);
  client.close();
});

test('continues after any id, given as a header or a parameter', async () => {
  const whole = await openEvents(port);
  await saveOffers(api.store, ['31', '32', '33']);
  await save('34');
  await save('35');
  await poll('the end of the last run', () => {
    const last = recorded(whole).at(-1);
    return changesOf(whole.events).includes('35 new') && last?.event === 'run' && last.data.edge === 'ended';
  });
  const events = recorded(whole);

  for (const [index, { id }] of events.entries()) {
    const options = index % 2 === 0 ? { since: id } : { path: `/api/events?since=${id}` };
    const resumed = await openEvents(port, options);
    const expected = events.slice(index + 1);
    await poll(
      'the rest',
      () => resumed.events.filter((event) => event.id !== undefined).length >= expected.length,
    );
    expect(resumed.events.filter((event) => event.id !== undefined)).toEqual(expected);
    resumed.close();
  }
  whole.close();
});

test.each(['nonsense', 'WyJjaGFuZ2UiLCIxIl0', `${'A'.repeat(400)}`])(
  'refuses the id %s with a 400',
  async (since) => {
    const { statusCode, body } = await api.request(`/api/events?since=${since}`);
    expect({ statusCode, message: body.message }).toEqual({
      statusCode: 400,
      message: 'The id is not of an event of this API. Leave it out to follow the events from now on.',
    });
  },
);

test('a position that does not exist, is too old or too far behind gets a reset, and what comes later', async () => {
  const client = await openEvents(port);
  await save('40');
  const { id: known } = await client.find('run', ({ edge }) => edge === 'ended');
  const [source, transactionId, , key] = JSON.parse(Buffer.from(known!, 'base64url').toString()) as string[];
  const at = new Date(Date.now() - 13 * 3_600_000).toISOString().replace('Z', '000Z');
  const position = { source: source as 'event', transactionId: transactionId!, at, key: key! };
  const resets = {
    unknown: writeLivePosition({ ...position, key: '999999999' }),
    too_old: writeLivePosition(position),
  };
  for (const [reason, since] of Object.entries(resets)) {
    const resumed = await openEvents(port, { since });
    const reset = await resumed.find('reset');
    expect(reset.data).toEqual({ reason });
    await api.store.watchOffers(['40'], { note: reason });
    await resumed.find('watch');
    expect(resumed.lastId).not.toBe(reset.id);
    resumed.close();
  }
  await sql(`INSERT INTO history.live_events (type, data)
    SELECT 'watch', '{"offerId": "40", "isWatched": true}' FROM generate_series(1, 2001)`);
  await poll('all of them', () => client.events.filter(({ event }) => event === 'watch').length > 2_001);
  const behind = await openEvents(port, { since: known });
  expect((await behind.find('reset')).data).toEqual({ reason: 'too_many' });
  expect(behind.events.filter(({ event }) => event === 'watch')).toEqual([]);
  behind.close();
  client.close();
});

test('is not compressed, cached or buffered', async () => {
  const client = await openEvents(port, { headers: { 'accept-encoding': 'gzip' } });
  expect(client.statusCode).toBe(200);
  expect(client.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  expect(client.headers).not.toHaveProperty('content-encoding');
  expect(client.headers).not.toHaveProperty('retry-after');
  await client.find('ready');
  client.close();
});

test('counts the open streams, and not their duration', async () => {
  const { text } = await api.request('/metrics');
  expect(text).toMatch(/^mobipium_event_clients [1-9]/m);
  expect(text).not.toMatch(
    /http_request_duration_seconds_count\{[^}]*route="\/api\/events\/?",status_code="200"/,
  );
});

test('outlives the time-outs of handlers and of idle connections, with heartbeats', async () => {
  await poll('31 s', () => performance.now() - oldestSinceMs > 31_000);
  const before = oldest.events.length;
  await save('50');
  await poll('events', () => oldest.events.length > before);
  expect(oldest.isEnded).toBe(false);
  expect(oldest.comments).toContain('heartbeat');
});

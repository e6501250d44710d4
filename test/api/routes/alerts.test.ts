import { judgeTick } from '../../store/episodes/use-judge';
import { minute, observedOffer, useTestStore } from '../../store/test-store';
import { startTestApi, type TestApi } from '../test-api';

const context = useTestStore('all');
let api: TestApi;

/** `=1+1` is a formula to a spreadsheet. */
const HOSTILE = '=1+1 <b>&\r\n\u202Ename';

beforeAll(async () => {
  api = await startTestApi({ databaseUrl: context.databaseUrl });
  const observe = (minutes: number, status: 'Active' | 'Paused', payout = '1') =>
    judgeTick(context, {
      minutes,
      offers: [observedOffer('7', { status, offerName: HOSTILE }), observedOffer('a/8', { payout })],
    });
  await observe(0, 'Active');
  await context.store.watchOffers(['7'], {});
  await observe(2, 'Paused', '2');
  await observe(4, 'Active', '3');
  await observe(6, 'Paused', '3');
});
afterAll(() => api.stop());

interface Alert {
  id: string;
  kind: string;
  [field: string]: unknown;
}

const list = async (query = '') => {
  const { statusCode, body } = await api.request(`/api/alerts${query}`);
  return { statusCode, ...(body as { alerts: Alert[]; nextCursor: string | null; message?: string }) };
};
const kindsOf = ({ alerts }: { alerts: Alert[] }) =>
  alerts.map(({ kind, state }) => `${kind} ${String(state)}`);

test('the alerts are listed, the latest first, whether they are sent or not', async () => {
  const { alerts, nextCursor } = await list();
  expect(nextCursor).toBeNull();
  expect(kindsOf({ alerts })).toEqual([
    'status_changed open',
    'payout_changed ended',
    expect.any(String),
    expect.any(String),
  ]);
  expect(alerts[0]).toMatchObject({
    offerId: '7',
    offerName: HOSTILE,
    startedAt: minute(6),
    endedAt: null,
    title: 'Paused: =1+1 <b>& name (7)',
    endText: null,
    facts: { from: 'Active', to: 'Paused' },
    endFacts: null,
    sent: true,
    acknowledgedAt: null,
  });
  expect(alerts.find(({ kind, state }) => kind === 'status_changed' && state === 'ended')).toMatchObject({
    endText: expect.stringContaining('It was Paused for 2 min.') as string,
  });
  expect(alerts[1]).toMatchObject({ offerId: 'a/8', sent: false, endText: null, endedAt: minute(4) });
});

test.each([
  ['?state=open', 1],
  ['?state=ended', 3],
  ['?kinds=payout_changed,cap_reached', 2],
  ['?offerId=a%2F8', 2],
  ['?offerId=a%00', 0],
  ['?mine=true', 2],
  ['?mine=true&state=open&kinds=status_changed&acknowledged=false', 1],
  ['?acknowledged=true', 0],
])('%s lists %i alerts', async (query, count) => {
  expect((await list(query)).alerts).toHaveLength(count);
});

test('pages hold each alert once', async () => {
  const ids: string[] = [];
  let cursor = '';
  do {
    const page = await list(`?limit=3&cursor=${cursor}`);
    ids.push(...page.alerts.map(({ id }) => id));
    cursor = page.nextCursor ?? '';
  } while (cursor !== '');
  expect(ids).toEqual((await list()).alerts.map(({ id }) => id));
});

test.each(['?kinds=paused', '?state=closed', '?cursor=x', '?limit=501', `?cursor=${btoa('["1x"]')}`])(
  '%s is refused',
  async (query) => {
    expect(await list(query)).toMatchObject({ statusCode: 400 });
  },
);

test('the list is also CSV, without formulas, and an Atom feed', async () => {
  const csv = await api.app.inject('/api/alerts?format=csv&state=open');
  expect(csv.body).toContain(`"'=1+1 <b>&\r\n\u202Ename"`);
  const atom = await api.app.inject('/api/alerts?format=atom');
  expect(atom.headers['content-type']).toContain('application/atom+xml');
  expect(atom.body).toContain('Paused: =1+1 &lt;b&gt;&amp; name (7)');
  expect(atom.body.match(/<entry>/g)).toHaveLength(4);
});

test('an alert is acknowledged once', async () => {
  const [{ id }] = (await list('?state=open')).alerts as [Alert];
  const acknowledge = () => api.request(`/api/alerts/${id}/acknowledge`, { method: 'POST' });
  const first = await acknowledge();
  expect(first).toMatchObject({
    statusCode: 200,
    body: { id, acknowledgedAt: expect.any(String) as string },
  });
  expect((await acknowledge()).body).toEqual(first.body);
  expect((await api.request(`/api/alerts/${id}`)).body).toEqual(first.body);
  expect((await list('?acknowledged=true')).alerts).toHaveLength(1);
});

test.each([
  ['GET', '/999999999999999999', 404],
  ['GET', '/0', 400],
  ['GET', '/9999999999999999999', 400],
  ['POST', '/77/acknowledge', 404],
  ['DELETE', '/mutes/77', 404],
  ['DELETE', '/mutes/x', 400],
] as const)('%s %s is answered with %i', async (method, path, statusCode) => {
  expect(await api.request(`/api/alerts${path}`, { method })).toMatchObject({ statusCode });
});

test('what is muted is recorded and not sent, until the mute is removed', async () => {
  const mute = (payload: object) => api.request('/api/alerts/mutes', { method: 'PUT', payload });
  expect(await mute({})).toMatchObject({ statusCode: 400 });
  expect(await mute({ kind: 'paused' })).toMatchObject({ statusCode: 400 });
  expect(await mute({ offerId: 'none' })).toMatchObject({ statusCode: 404 });
  expect(await mute({ kind: 'mass_change', offerId: '7' })).toMatchObject({
    statusCode: 400,
    body: { message: 'body/offerId must be left out: mass_change is of the network or the mirror' },
  });
  const tooLong = await mute({ offerId: '7', mutedUntil: '2090-01-01' });
  expect(tooLong).toMatchObject({
    statusCode: 400,
    body: { message: expect.stringContaining('365 days') as string },
  });

  const added = await mute({ offerId: '7', kind: 'payout_changed' });
  const { id } = added.body as { id: string };
  expect(added).toMatchObject({
    statusCode: 200,
    body: { kind: 'payout_changed', offerId: '7', mutedUntil: null },
  });
  const mutedUntil = new Date(Date.now() + 3_600_000).toISOString();
  expect((await mute({ offerId: '7', kind: 'payout_changed', mutedUntil })).body).toMatchObject({ id });
  expect((await api.request('/api/alerts/mutes')).body).toMatchObject({ mutes: [{ id }] });

  const change = (minutes: number, payout: string) =>
    judgeTick(context, {
      minutes,
      offers: [observedOffer('7', { status: 'Paused', offerName: HOSTILE, payout })],
    });
  const count = async () =>
    (
      await context.pool.query(
        `SELECT FROM alert_messages WHERE notice #>> '{episode,kind}' = 'payout_changed'`,
      )
    ).rowCount;
  await change(10, '5');
  expect(await count()).toBe(0);
  expect(await api.request(`/api/alerts/mutes/${id}`, { method: 'DELETE' })).toMatchObject({
    statusCode: 204,
  });
  await change(12, '6');
  expect(await count()).toBe(1);
});

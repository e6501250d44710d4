import { parseXml, type XmlElement } from '@rgrove/parse-xml';
import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../../../harness/hostile-texts';
import { poll } from '../../../harness/poll';
import { runSql } from '../../../harness/servers/database';
import type { Change } from '../../../src/api/routes/history/schema';
import { CONTROL_CHARACTERS } from '../../../src/domain/control-characters';
import { saveRun, saveTexts } from '../save-offers';
import { startTestApi, type TestApi } from '../test-api';

let api: TestApi;

/** Requests a list until it has this number of changes: it ends at the oldest transaction of the whole server. */
function list(url: string, count: number) {
  return poll(`${url} has ${count} changes`, async () => {
    const response = await api.request(url);
    return (response.body.changes as Change[] | undefined)?.length === count && response;
  });
}

const save = (offerId: string, offer: Parameters<typeof saveRun>[1][number]['offer']) =>
  saveRun(api.store, [{ offerId, offer }]);

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await api.store.claimSource('network.example');
  const offer = {
    offerName: 'Games',
    status: 'Active',
    country: 'PT',
    payout: '0.350',
    currency: 'USD',
  } as const;
  await save('10', offer);
  await save('20', { ...offer, offerName: 'Loans' });
  await save('10', { ...offer, payout: '0.500', dailyCap: { kind: 'count', amount: 80 } });
  await save('10', { ...offer, payout: '0.500', status: 'Paused' });
  await api.store.watchOffers(['20'], {});
  await list('/api/changes', 4);
});

afterAll(() => api.stop());

test('lists what changed, in words and by field, with the offer as it is now', async () => {
  const { body, headers } = await api.request('/api/changes?limit=2');
  const offer = { offerName: 'Games', status: 'Paused', country: 'PT', payout: '0.500', currency: 'USD' };
  expect(body).toMatchObject({
    source: 'network.example',
    changes: [
      {
        offerId: '10',
        kinds: ['paused'],
        summary: 'paused (was Active)',
        changes: { status: ['Active', 'Paused'] },
        offer,
      },
      {
        kinds: ['payout', 'cap'],
        summary: 'payout 0.350 → 0.500 USD, daily cap none → 80',
        changes: { payout: ['0.350', '0.500'], dailyCap: [null, { kind: 'count', amount: 80 }] },
      },
    ],
  });
  expect(headers.link).toBe(`<?limit=2&cursor=${String(body.nextCursor)}>; rel="next"`);
});

test('a position continues: nothing new is 304, then the new changes alone', async () => {
  const { body } = await api.request('/api/changes');
  const url = `/api/changes?since=${String(body.position)}`;
  const empty = await api.request(url);
  expect(empty.body).toMatchObject({ changes: [], position: body.position, nextCursor: null });
  const again = await api.request(url, { headers: { 'if-none-match': String(empty.headers.etag) } });
  expect(again.statusCode).toBe(304);

  await save('30', { offerName: 'New', status: 'Active' });
  const { body: later } = await list(url, 1);
  expect(later.changes).toMatchObject([{ offerId: '30', kinds: ['new'], summary: 'new' }]);
  await list(`/api/changes?since=${String(later.position)}`, 0);
});

test.each([
  ['kinds=paused,payout', 2],
  ['kinds=PAUSED&mine=false', 1],
  ['mine=true', 1],
  ['mine=true&kinds=paused', 0],
  ['since=2026-01-01&kinds=cap', 1],
  ['since=2098-01-01', 0],
])('/api/changes?%s finds %i', async (query, count) => {
  await list(`/api/changes?${query}`, count);
});

test('the history of one offer', async () => {
  const { body } = await list('/api/offers/10/history', 3);
  expect(body.changes).toMatchObject([
    { kinds: ['paused'] },
    { kinds: ['payout', 'cap'] },
    { kinds: ['new'] },
  ]);
  const first = await api.request('/api/offers/10/history?limit=1&kinds=new,payout');
  expect(first.body.changes).toMatchObject([{ kinds: ['payout', 'cap'] }]);
  const { body: second } = await api.request(
    `/api/offers/10/history${/<(.*)>/.exec(String(first.headers.link))![1]!}`,
  );
  expect(second).toMatchObject({ changes: [{ kinds: ['new'] }], nextCursor: null });
});

test.each([
  ['/api/changes?since=2026-02-30', 400, 'querystring/since is not a valid time'],
  ['/api/changes?since=yesterday', 400, '`since` is neither a time,'],
  ['/api/changes?cursor=yesterday', 400, 'The cursor is not from this list'],
  ['/api/changes?kinds=stopped', 400, 'querystring/kinds/0'],
  ['/api/changes?format=rss', 400, 'querystring/format'],
  ['/api/offers/10/history?since=now', 400, 'querystring/since'],
  ['/api/offers/99/history', 404, 'There is no offer 99.'],
])('%s is %i', async (url, statusCode, message) => {
  const response = await api.request(url);
  expect(response).toMatchObject({
    statusCode,
    body: { message: expect.stringContaining(message) as string },
  });
});

test('any position, cursor and id is answered or refused', async () => {
  const part = fc.oneof(
    fc.constantFrom('asc', 'desc', 'history', '0', '18446744073709551615', '2026-01-05T10:00:00.000000Z', ''),
    fc.string({ unit: 'binary', maxLength: 10 }),
  );
  const position = fc
    .array(part, { maxLength: 4 })
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));
  await fc.assert(
    fc.asyncProperty(
      position,
      position,
      part,
      fc.constantFrom('asc', 'desc'),
      async (since, cursor, id, sortOrder) => {
        for (const url of [
          `/api/changes?since=${since}&sortOrder=${sortOrder}&cursor=${cursor}`,
          `/api/changes?sortOrder=${sortOrder}&cursor=${cursor}`,
          `/api/offers/${encodeURIComponent(Buffer.from(id).toString() || '10')}/history?cursor=${cursor}`,
        ]) {
          const { statusCode } = await api.request(url);
          expect({ url, isPlanned: [200, 400, 404, 410].includes(statusCode) }).toEqual({
            url,
            isPlanned: true,
          });
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('a time from which days have been deleted is 410, and the message says since when there is a history', async () => {
  const other = await startTestApi({ withDatabase: true });
  try {
    await runSql(other.databaseUrl, `UPDATE _prisma_migrations SET finished_at = '2020-01-01'`);
    for (const url of ['/api/changes?since=2021-01-01', '/api/offers/1/history?since=2021-01-01']) {
      expect(await other.request(url)).toMatchObject({
        statusCode: 410,
        body: { error: 'Gone', message: expect.stringMatching(/ 20\d\d-\d\d-\d\dT00:00:00\./) as string },
      });
    }
  } finally {
    await other.stop();
  }
});

/** The texts of the children with this name. */
const textsOf = (element: XmlElement, name: string) => childrenOf(element, name).map(({ text }) => text);

function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => (child as XmlElement).name === name) as XmlElement[];
}

async function readFeed(url: string, accept?: string) {
  const { headers, text } = await api.request(url, accept ? { headers: { accept } } : {});
  expect(headers['content-type']).toBe('application/atom+xml; charset=utf-8');
  const feed = parseXml(text).root!;
  expect(feed).toMatchObject({ name: 'feed', attributes: { xmlns: 'http://www.w3.org/2005/Atom' } });
  return { feed, entries: childrenOf(feed, 'entry'), headers };
}

test('an Atom feed has an entry for each change, with an id that stays', async () => {
  const { feed, entries } = await readFeed('/api/changes?format=atom&kinds=paused,payout');
  const { body } = await api.request('/api/changes?kinds=paused');
  const [pause] = body.changes as Change[];
  expect(textsOf(feed, 'id')).toEqual([
    'tag:mobipium-sync,2026:network.example/api/changes?format=atom&kinds=paused,payout',
  ]);
  expect(textsOf(feed, 'updated')).toEqual([pause!.observedAt]);
  expect(entries).toHaveLength(2);
  expect(textsOf(entries[0]!, 'id')).toEqual([
    `tag:mobipium-sync,2026:network.example/changes/10/${pause!.observedAt}`,
  ]);
  expect(textsOf(entries[0]!, 'title')).toEqual(['Games (10): paused (was Active)']);
  expect(textsOf(entries[0]!, 'summary')).toEqual(['PT 0.500 USD']);
  expect(childrenOf(entries[1]!, 'category').map(({ attributes }) => attributes.term)).toEqual([
    'payout',
    'cap',
  ]);

  const { headers } = await readFeed('/api/changes', 'application/atom+xml');
  expect(headers.etag).not.toBe((await api.request('/api/changes')).headers.etag);
  expect(headers.vary).toContain('accept');
});

test.each(['/api/changes', '/api/offers/10/history'])(
  'the links of the feed of %s lead to its next page and to offers',
  async (path) => {
    const { feed, entries } = await readFeed(`${path}?format=atom&limit=1`);
    const linkOf = (element: XmlElement, rel: string) =>
      childrenOf(element, 'link').find(({ attributes }) => attributes.rel === rel)!.attributes.href!;
    const resolve = (link: string) =>
      new URL(link, `http://localhost${path}`).href.replace('http://localhost', '');

    const next = await readFeed(resolve(linkOf(feed, 'next')));
    expect(textsOf(next.entries[0]!, 'id')).not.toEqual(textsOf(entries[0]!, 'id'));
    for (const entry of [entries[0]!, next.entries[0]!]) {
      const { statusCode } = await api.request(resolve(linkOf(entry, 'alternate')));
      expect(statusCode).toBe(200);
    }
  },
);

test('texts of the network are texts in a feed, and no formulas in a table', async () => {
  const other = await startTestApi({ withDatabase: true });
  try {
    const texts = [...HOSTILE_TEXTS, 'not a character: \uFFFE\uFFFF', ']]>', '&amp; <b>'];
    await saveTexts(other.store, texts);
    const { text } = await poll('all offers are in the feed', async () => {
      const response = await other.request('/api/changes?format=atom');
      return response.text.split('<entry>').length > texts.length && response;
    });
    const titles = childrenOf(parseXml(text).root!, 'entry').flatMap((entry) => textsOf(entry, 'title'));
    expect(titles).toHaveLength(texts.length);
    for (const title of titles) expect(title).not.toMatch(CONTROL_CHARACTERS);
    expect(titles.join('\n')).toContain('<script>alert(1)</script> (t-0): new');

    const csv = (await other.request('/api/changes?format=csv')).text;
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(csv.split('\r\n')[0]).toBe(
      'offerId,observedAt,kinds,summary,changes,offer.offerName,offer.status,offer.country,offer.vertical,offer.payout,offer.currency',
    );
  } finally {
    await other.stop();
  }
});

import { createUpstream } from '../../src/upstream';
import { UpstreamBrokenAnswerError, UpstreamRejectedError } from '../../src/upstream/errors';
import { answerJson, CANARY_TOKEN, envelope, withStandIn } from './stand-in';

const PAGE = { page: 1, pageSize: 100 };

test('a page is asked for by id order, with size, number, status and token', () =>
  withStandIn(
    (request, response) => {
      const page = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('pages'));
      response.end(JSON.stringify(envelope([{ offer_id: '1' }], { page, total_pages: 3, total: 201 })));
    },
    async ({ upstream, requests }) => {
      await upstream.readPage({ page: 1, pageSize: 100, status: 'Active' });
      await upstream.readPage({ page: 2, pageSize: 66 });
      expect(requests.map(({ pathname }) => pathname)).toEqual(Array(2).fill('/api/cpa/findmyoffers/'));
      const asked = requests.map(({ searchParams }) => Object.fromEntries(searchParams));
      expect(asked).toEqual([
        { mwsd: CANARY_TOKEN, order_by: 'ID', limit: '100', pages: '1', status: 'Active' },
        { mwsd: CANARY_TOKEN, order_by: 'ID', limit: '66', pages: '2' },
      ]);
    },
  ));

test('numbers may come as strings, and the page size that was used is told', () =>
  withStandIn(
    answerJson(
      envelope([{ offer_id: '1' }, { offer_id: 2 }], {
        total: '120',
        total_pages: '3',
        page: '1',
        limit: '50',
      }),
    ),
    async ({ upstream }) => {
      expect(await upstream.readPage(PAGE)).toMatchObject({
        total: 120,
        totalPages: 3,
        pageSize: 50,
        received: 2,
        ids: ['1', '2'],
        offers: [{ offerId: '1' }, { offerId: '2' }],
      });
    },
  ));

test.each(['lots', '0', null, undefined, -5, 1e9, {}])(
  'a limit of %j is not believed, but the page is',
  (limit) =>
    withStandIn(answerJson(envelope([{ offer_id: '1' }], { limit })), async ({ upstream }) => {
      expect(await upstream.readPage(PAGE)).toMatchObject({ pageSize: 100, received: 1 });
    }),
);

test('one bad row does not lose the others, and the later of two rows with one id counts', () =>
  withStandIn(
    answerJson(
      envelope([
        { offer_id: '1', payout: '1.0' },
        null,
        { offer_id: '2', payout: 'free' },
        { offer_id: '1', payout: '2.0' },
      ]),
    ),
    async ({ upstream }) => {
      const answer = await upstream.readPage(PAGE);
      expect(answer).toMatchObject({ received: 4, ids: ['1', '2', '1'] });
      expect(answer.offers).toEqual([
        { offerId: '1', offer: { payout: '2.0' } },
        { offerId: '2', offer: {} },
      ]);
      expect(answer.rejected.map(({ offerId, field }) => [offerId, field])).toEqual([
        [null, null],
        ['2', 'payout'],
      ]);
    },
  ));

test('a page behind the last one is an answer without offers', () =>
  withStandIn(answerJson(envelope([], { total: 250, total_pages: 3, page: 4 })), async ({ upstream }) => {
    expect(await upstream.readPage({ page: 4, pageSize: 100 })).toMatchObject({
      received: 0,
      totalPages: 3,
      offers: [],
    });
  }));

test.each([
  ['no offers at all', envelope([], { total: 0, total_pages: 0 })],
  ['offers on no page', envelope([{ offer_id: '1' }], { total_pages: 0 })],
  ['an absurd number of pages', envelope([{ offer_id: '1' }], { total_pages: 1e9 })],
  ['another page than the one asked for', envelope([{ offer_id: '1' }], { page: '2' })],
  ['a page number that is none', envelope([{ offer_id: '1' }], { page: 'one' })],
  ['a negative total', envelope([{ offer_id: '1' }], { total: -1 })],
  ['a total in words', envelope([{ offer_id: '1' }], { total: 'many' })],
  ['no meta', { success: true, offers: [] }],
  ['no offers field', { success: true, meta: { total: 1, total_pages: 1 } }],
  ['offers that are null', { ...envelope([]), offers: null }],
  ['offers that are an object', { ...envelope([]), offers: { 1: {} } }],
  ['no word of success', { ...envelope([{ offer_id: '1' }]), success: undefined }],
  ['success in words', { ...envelope([{ offer_id: '1' }]), success: 'yes' }],
  ['null', null],
  ['a list', []],
  ['a number', 5],
])('%s is a broken answer, never "no offers"', (_, body) =>
  withStandIn(answerJson(body), async ({ upstream }) => {
    await expect(upstream.readPage(PAGE)).rejects.toBeInstanceOf(UpstreamBrokenAnswerError);
  }),
);

test('success false is a refusal, whatever else the answer holds', () =>
  withStandIn(answerJson({ ...envelope([]), success: false }), async ({ upstream }) => {
    await expect(upstream.readPage(PAGE)).rejects.toBeInstanceOf(UpstreamRejectedError);
  }));

test('JSON of any depth in a row is only a field that cannot be read', () =>
  withStandIn(
    (_, response) => {
      const deep = '['.repeat(100_000) + ']'.repeat(100_000);
      const body = JSON.stringify(envelope([{ offer_id: '1', payout: 'DEEP' }, { offer_id: '2' }]));
      response.end(body.replace('"DEEP"', deep));
    },
    async ({ upstream }) => {
      const answer = await upstream.readPage(PAGE);
      expect(answer.offers.map(({ offerId }) => offerId)).toEqual(['1', '2']);
      expect(answer.rejected).toMatchObject([{ offerId: '1', field: 'payout' }]);
    },
  ));

test.each([
  { page: 0, pageSize: 100 },
  { page: 1.5, pageSize: 100 },
  { page: 100_001, pageSize: 100 },
  { page: 1, pageSize: 101 },
])('the page %j is refused before the network is asked', (question) =>
  withStandIn(answerJson({}), async ({ upstream, requests }) => {
    await expect(upstream.readPage(question)).rejects.toBeInstanceOf(RangeError);
    expect(requests).toEqual([]);
  }),
);

test.each(['nonsense', 'ftp://example.com/', '', CANARY_TOKEN])(
  'the URL %j is refused without being repeated',
  (url) => {
    expect(() => createUpstream({ url, token: CANARY_TOKEN, timeoutMs: 1 })).toThrow(
      'the URL of the network is not an absolute http or https URL',
    );
  },
);

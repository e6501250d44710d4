import { createUpstream } from '../../src/upstream';
import { UpstreamBrokenAnswerError, UpstreamRejectedError } from '../../src/upstream/errors';
import { envelope, PAGE, pageOf, SECRET_TOKEN, withAnswer, withTestNetwork } from './test-network';

test('a request for a page holds order, size, number, status and token', () =>
  withTestNetwork(
    (request, response) => {
      const page = pageOf(request.url);
      response.end(JSON.stringify(envelope([{ offer_id: '1' }], { page, total_pages: 3, total: 201 })));
    },
    async ({ upstream, requests }) => {
      await upstream.readPage({ page: 1, pageSize: 100, status: 'Active' });
      await upstream.readPage({ page: 2, pageSize: 66 });
      expect(requests.map(({ pathname }) => pathname)).toEqual(Array(2).fill('/api/cpa/findmyoffers/'));
      const parameters = requests.map(({ searchParams }) => Object.fromEntries(searchParams));
      expect(parameters).toEqual([
        { mwsd: SECRET_TOKEN, order_by: 'ID', limit: '100', pages: '1', status: 'Active' },
        { mwsd: SECRET_TOKEN, order_by: 'ID', limit: '66', pages: '2' },
      ]);
    },
  ));

test('numbers may be strings, and the answer holds the page size that the network used', () =>
  withAnswer(
    envelope([{ offer_id: '1' }, { offer_id: 2 }], {
      total: '120',
      total_pages: '3',
      page: '1',
      limit: '50',
    }),
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
  'a limit of %j is ignored, and the page is read',
  (limit) =>
    withAnswer(envelope([{ offer_id: '1' }], { limit }), async ({ upstream }) => {
      expect(await upstream.readPage(PAGE)).toMatchObject({ pageSize: 100, received: 1 });
    }),
);

test('a bad row does not lose the others, and of two rows with the same id the last one counts', () =>
  withAnswer(
    envelope([
      { offer_id: '1', payout: '1.0' },
      null,
      { offer_id: '2', payout: 'free' },
      { offer_id: '1', payout: '2.0' },
    ]),
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

test.each([
  ['numbers', { 0: { offer_id: 'b' }, 2: { offer_id: 'a' } }, ['b', 'a']],
  ['ids', { b: { offer_id: 'b' }, '17': { offer_id: 17 } }, ['17', 'b']],
])('offers as an object whose keys are %s are read as a list', (_, offers, ids) =>
  withAnswer({ ...envelope([]), offers, meta: { total: 2, total_pages: 1 } }, async ({ upstream }) => {
    expect(await upstream.readPage(PAGE)).toMatchObject({ received: 2, ids });
  }),
);

test('requests name the program and its version', () =>
  withTestNetwork(
    (request, response) =>
      response.end(JSON.stringify(envelope([{ offer_id: request.headers['user-agent'] }]))),
    async ({ upstream }) => {
      const { rejected } = await upstream.readPage(PAGE);
      expect(rejected[0]?.raw).toBe('{"offer_id":"mobipium-sync/1.2.3"}');
    },
    { version: '1.2.3' },
  ));

test('the last page in place of one behind it has no rows; any other page is broken', async () => {
  const last = envelope([{ offer_id: '1' }], { total: 201, total_pages: 3, page: 3 });
  await withAnswer(last, async ({ upstream }) => {
    expect(await upstream.readPage({ page: 4, pageSize: 100 })).toMatchObject({
      total: 201,
      received: 0,
      ids: [],
    });
    await expect(upstream.readPage({ page: 2, pageSize: 100 })).rejects.toThrow(UpstreamBrokenAnswerError);
  });
  await withAnswer(
    envelope([{ offer_id: '1' }], { total: 201, total_pages: 3, page: 1 }),
    async ({ upstream }) => {
      await expect(upstream.readPage({ page: 4, pageSize: 100 })).rejects.toThrow(UpstreamBrokenAnswerError);
    },
  );
});

test('a page behind the last one has no offers', () =>
  withAnswer(envelope([], { total: 250, total_pages: 3, page: 4 }), async ({ upstream }) => {
    expect(await upstream.readPage({ page: 4, pageSize: 100 })).toMatchObject({
      received: 0,
      totalPages: 3,
      offers: [],
    });
  }));

/** An answer that states one offer. */
function withOffers(offers: unknown) {
  return { ...envelope([], { total: 1 }), offers };
}

test.each([
  ['no offers at all', envelope([], { total: 0, total_pages: 0 })],
  ['offers on no page', envelope([{ offer_id: '1' }], { total_pages: 0 })],
  ['an absurd number of pages', envelope([{ offer_id: '1' }], { total_pages: 1e9 })],
  ['another page than the requested one', envelope([{ offer_id: '1' }], { page: '2' })],
  ['a page number that is not a number', envelope([{ offer_id: '1' }], { page: 'one' })],
  ['a negative total', envelope([{ offer_id: '1' }], { total: -1 })],
  ['a total as a word', envelope([{ offer_id: '1' }], { total: 'many' })],
  ['no meta', { success: true, offers: [{ offer_id: '1' }] }],
  ['no offers field', { success: true, meta: { total: 1, total_pages: 1 } }],
  ['offers that are null', { ...envelope([]), offers: null }],
  ['offers that are an object of texts', withOffers({ 1: 'none' })],
  ['offers that are an error', withOffers({ error: { offer_id: '1' } })],
  ['offers that are a single offer', withOffers({ offer_id: '1', payout: '1' })],
  ['rows under keys of an unusual type', withOffers({ x: { offer_id: { toString: 1 } } })],
  ['no success field', { ...envelope([{ offer_id: '1' }]), success: undefined }],
  ['success as a text', { ...envelope([{ offer_id: '1' }]), success: 'yes' }],
  ['null', null],
  ['a list', []],
  ['a number', 5],
])('%s is a broken answer, never "no offers"', (_, body) =>
  withAnswer(body, async ({ upstream }) => {
    await expect(upstream.readPage(PAGE)).rejects.toBeInstanceOf(UpstreamBrokenAnswerError);
  }),
);

test('success false is a refusal, even with offers', () =>
  withAnswer({ ...envelope([]), success: false }, async ({ upstream }) => {
    await expect(upstream.readPage(PAGE)).rejects.toBeInstanceOf(UpstreamRejectedError);
  }));

test('deeply nested JSON in a row is only an unreadable field', () =>
  withTestNetwork(
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
])('the page %j is rejected without a request', (page) =>
  withAnswer({}, async ({ upstream, requests }) => {
    await expect(upstream.readPage(page)).rejects.toBeInstanceOf(RangeError);
    expect(requests).toEqual([]);
  }),
);

test.each(['nonsense', 'ftp://example.com/', '', SECRET_TOKEN])(
  'the URL %j is rejected with an error that does not contain it',
  (url) => {
    expect(() => createUpstream({ url, token: SECRET_TOKEN, timeoutMs: 1 })).toThrow(
      'the URL of the network is not an absolute http or https URL',
    );
  },
);

import { UpstreamBrokenAnswerError } from '../../../src/upstream/errors';
import { envelope, pageOf, withAnswer, withTestNetwork } from '../test-network';

function rowsOf(ids: readonly (string | number)[]) {
  return ids.map((id) => ({ offer_id: id }));
}

test('a request by id holds ids, size and page number, and no status', () =>
  withAnswer(envelope(rowsOf(['7', '12'])), async ({ upstream, requests }) => {
    const answer = await upstream.readOffers({ ids: ['7', '12'] });
    expect(answer.ids).toEqual(['7', '12']);
    const parameters = Object.fromEntries(requests[0]?.searchParams ?? []);
    expect(parameters).toMatchObject({ offers: '7,12', limit: '100', pages: '1' });
    expect(parameters).not.toHaveProperty('status');
  }));

test('an answer without any of them is accepted', () =>
  withAnswer(envelope([], { total: 0, total_pages: 0 }), async ({ upstream }) => {
    expect(await upstream.readOffers({ ids: ['7'] })).toMatchObject({
      received: 0,
      offers: [],
      isCounted: true,
    });
  }));

test.each([[undefined], [null]])('an answer whose meta is %s is accepted', async (meta) => {
  await withAnswer({ success: true, meta, offers: rowsOf(['7']) }, async ({ upstream }) => {
    expect(await upstream.readOffers({ ids: ['7', '8'] })).toMatchObject({
      received: 1,
      ids: ['7'],
      total: 1,
    });
  });
  await withAnswer({ success: true, meta, offers: [] }, async ({ upstream }) => {
    expect(await upstream.readOffers({ ids: ['7'] })).toMatchObject({
      received: 0,
      total: 0,
      isCounted: false,
    });
  });
  await withAnswer({ success: true, meta }, async ({ upstream }) => {
    await expect(upstream.readOffers({ ids: ['7'] })).rejects.toBeInstanceOf(UpstreamBrokenAnswerError);
  });
});

test('an empty list of ids is answered without a request, which would return every offer', () =>
  withAnswer({}, async ({ upstream, requests }) => {
    expect(await upstream.readOffers({ ids: [] })).toMatchObject({ total: 0, offers: [] });
    expect(requests).toEqual([]);
  }));

test('all pages of an answer are read', () =>
  withTestNetwork(
    (request, response) => {
      const page = pageOf(request.url);
      const rows = rowsOf([['1', '2'], ['3', '4'], ['5']][page - 1] ?? []);
      response.end(JSON.stringify(envelope(rows, { page, total: 5, total_pages: 3, limit: 2 })));
    },
    async ({ upstream, requests }) => {
      const answer = await upstream.readOffers({ ids: ['1', '2', '3', '4', '5', '6'] });
      expect(answer).toMatchObject({ received: 5, ids: ['1', '2', '3', '4', '5'], total: 5 });
      expect(requests).toHaveLength(3);
    },
  ));

test.each([
  ['more pages than ids', envelope(rowsOf(['1']), { total: 12_000, total_pages: 120 })],
  ['fewer rows than it states', envelope(rowsOf(['1']), { total: 2 })],
  ['other offers in place of the requested ones', envelope(rowsOf(['1', '99']))],
])('an answer with %s is broken: an offer that it leaves out must not count as gone', (_, body) =>
  withAnswer(body, async ({ upstream }) => {
    await expect(upstream.readOffers({ ids: ['1', '2'] })).rejects.toBeInstanceOf(UpstreamBrokenAnswerError);
  }),
);

test('an answer whose stated rows would take more pages than ids is broken after one request', () =>
  withAnswer(
    envelope(rowsOf(['1']), { page: undefined, total: 30, total_pages: 1 }),
    async ({ upstream, requests }) => {
      await expect(upstream.readOffers({ ids: ['1', '2'] })).rejects.toBeInstanceOf(
        UpstreamBrokenAnswerError,
      );
      expect(requests).toHaveLength(1);
    },
  ));

test('an additional offer is accepted if no requested one is missing', () =>
  withAnswer(envelope(rowsOf(['1', '2', '99'])), async ({ upstream }) => {
    expect((await upstream.readOffers({ ids: ['1', '2'] })).ids).toEqual(['1', '2', '99']);
  }));

test.each([[['1,2']], [['']], [['a b']], [Array.from({ length: 51 }, (_, index) => String(index))]])(
  'the ids %j are rejected without a request',
  (ids) =>
    withAnswer({}, async ({ upstream, requests }) => {
      await expect(upstream.readOffers({ ids })).rejects.toBeInstanceOf(RangeError);
      expect(requests).toEqual([]);
    }),
);

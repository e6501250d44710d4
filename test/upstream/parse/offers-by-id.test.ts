import { UpstreamBrokenAnswerError } from '../../../src/upstream/errors';
import { answerJson, envelope, withStandIn } from '../stand-in';

function rowsOf(ids: readonly (string | number)[]) {
  return ids.map((id) => ({ offer_id: id }));
}

test('offers are asked for by id, whatever their status, with size and page number', () =>
  withStandIn(answerJson(envelope(rowsOf(['7', '12']))), async ({ upstream, requests }) => {
    const answer = await upstream.readOffers({ ids: ['7', '12'] });
    expect(answer.ids).toEqual(['7', '12']);
    const asked = Object.fromEntries(requests[0]?.searchParams ?? []);
    expect(asked).toMatchObject({ offers: '7,12', limit: '100', pages: '1' });
    expect(asked).not.toHaveProperty('status');
  }));

test('an answer with none of them is believed: it says that none was returned', () =>
  withStandIn(answerJson(envelope([], { total: 0, total_pages: 0 })), async ({ upstream }) => {
    expect(await upstream.readOffers({ ids: ['7'] })).toMatchObject({ received: 0, offers: [] });
  }));

test('no ids are answered without a request, which would have meant every offer', () =>
  withStandIn(answerJson({}), async ({ upstream, requests }) => {
    expect(await upstream.readOffers({ ids: [] })).toMatchObject({ total: 0, offers: [] });
    expect(requests).toEqual([]);
  }));

test('an answer on several pages is read to its end', () =>
  withStandIn(
    (request, response) => {
      const page = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('pages'));
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
  ['fewer rows than it counts', envelope(rowsOf(['1']), { total: 2 })],
  ['other offers in place of those asked for', envelope(rowsOf(['1', '99']))],
])('an answer with %s is broken: what it leaves out must not be taken for gone', (_, body) =>
  withStandIn(answerJson(body), async ({ upstream }) => {
    await expect(upstream.readOffers({ ids: ['1', '2'] })).rejects.toBeInstanceOf(UpstreamBrokenAnswerError);
  }),
);

test('an offer too many is a fact like any other, as long as none is left out', () =>
  withStandIn(answerJson(envelope(rowsOf(['1', '2', '99']))), async ({ upstream }) => {
    expect((await upstream.readOffers({ ids: ['1', '2'] })).ids).toEqual(['1', '2', '99']);
  }));

test.each([[['1,2']], [['']], [['a b']], [Array.from({ length: 51 }, (_, index) => String(index))]])(
  'the ids %j are refused before the network is asked',
  (ids) =>
    withStandIn(answerJson({}), async ({ upstream, requests }) => {
      await expect(upstream.readOffers({ ids })).rejects.toBeInstanceOf(RangeError);
      expect(requests).toEqual([]);
    }),
);

import { envelope, PAGE, pageOf, withAnswer, withTestNetwork } from '../test-network';

const row = (offer_id: string, country: string) => ({ offer_id, country, region: 'all' });

test('several rows of one offer are all counted as rows of it, and the last one counts', () =>
  withAnswer(
    envelope([row('5', 'PT'), row('7', 'ES'), row('7', 'BR'), row('7', 'PL')]),
    async ({ upstream }) => {
      const answer = await upstream.readPage(PAGE);
      expect(answer).toMatchObject({ received: 4, repeated: 0, ids: ['5', '7', '7', '7'] });
      expect(answer.offers.map(({ offerId, offer }) => [offerId, offer.country])).toEqual([
        ['5', 'PT'],
        ['7', 'PL'],
      ]);
    },
  ));

test('a row that equals another one is counted as repeated; one with another unknown field is not', () =>
  withAnswer(
    envelope([row('5', 'PT'), row('5', 'PT'), { ...row('5', 'PT'), region: 'north' }, null, null]),
    async ({ upstream }) => {
      const answer = await upstream.readPage(PAGE);
      expect(answer).toMatchObject({ received: 5, repeated: 1, ids: ['5', '5', '5'] });
      expect(answer.rejected).toHaveLength(2);
    },
  ));

test('an answer by id whose second page repeats the first does not show that the offers it lacks are absent', () =>
  withTestNetwork(
    (request, response) => {
      const meta = { page: pageOf(request.url), total: 4, total_pages: 2, limit: 2 };
      response.end(JSON.stringify(envelope([row('1', 'PT'), row('2', 'ES')], meta)));
    },
    async ({ upstream }) => {
      const answer = await upstream.readOffers({ ids: ['1', '2', '3', '4'] });
      expect(answer).toMatchObject({ received: 4, repeated: 2, isCounted: false });
    },
  ));

test('a request by id reads further pages if the network returns fewer rows per page than it states', () =>
  withTestNetwork(
    (request, response) => {
      const page = pageOf(request.url);
      const rows = [['1', '2'], ['3', '4'], ['5']][page - 1] ?? [];
      const meta = { page, total: 5, total_pages: 1, limit: 100 };
      response.end(
        JSON.stringify(
          envelope(
            rows.map((id) => row(id, 'PT')),
            meta,
          ),
        ),
      );
    },
    async ({ upstream, requests }) => {
      const { ids } = await upstream.readOffers({ ids: ['1', '2', '3', '4', '5'] });
      expect(ids).toEqual(['1', '2', '3', '4', '5']);
      expect(requests).toHaveLength(3);
    },
  ));

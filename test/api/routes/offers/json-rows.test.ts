import Ajv from 'ajv';
import { HOSTILE_TEXTS } from '../../../../harness/hostile-texts';
import { runSql } from '../../../../harness/servers/database';
import { saveOffers, saveRun } from '../../save-offers';
import { startTestApi, type TestApi } from '../../test-api';

// PostgreSQL writes the rows of the list, without the serializer of the response's schema.

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  const hostile = HOSTILE_TEXTS.map((text, index) => ({
    offerId: `h-${index}`,
    offer: {
      offerName: text,
      vertical: text,
      payout: ['0.1', '12345678.123', null][index % 3]!,
      currency: index % 2 === 0 ? 'USD' : null,
      dailyCap: { kind: 'count' as const, amount: [0, 0.25, 1e6, 123456789.5][index % 4]! },
      filledCap: { kind: 'percent' as const, amount: 33.3 },
    },
  }));
  await saveRun(api.store, hostile);
  await saveOffers(api.store, ['c-1', 'c-2']);
  await runSql(
    api.databaseUrl,
    `INSERT INTO history.conversions_seen (offer_id, hour, seen) VALUES ('c-1', date_trunc('hour', now(), 'UTC'), 3)`,
  );
});

afterAll(() => api.stop());

/** The age grows between two reads. */
const withoutAge = (offers: object[]) =>
  offers.map((offer) => ({ ...offer, lastConversionAgeSeconds: null }));

test.each(['offerId', 'offerName', 'payout', 'score'] as const)(
  'the response has the fields and values of the store, and fits its schema, sorted by %s',
  async (sortBy) => {
    const { body, statusCode } = await api.request(`/api/offers?sortBy=${sortBy}`);
    const { offers, ...page } = await api.store.listOffers({ sortBy, limit: 100 });

    expect(statusCode).toBe(200);
    expect(offers.length).toBeGreaterThan(HOSTILE_TEXTS.length);
    expect(offers.some(({ spark }) => spark.includes(3))).toBe(true);
    expect(withoutAge(body.offers as object[])).toEqual(withoutAge(offers));
    expect(body).toEqual({ source: null, offers: body.offers, ...page, at: null, provisional: false });

    const { body: document } = await api.request('/docs/json');
    const { components } = document as { components: { schemas: Record<string, object> } };
    const ajv = new Ajv({ strict: false }).addSchema({ $id: 'api', components });
    const isPage = ajv.compile({ $ref: 'api#/components/schemas/OfferPage' });
    isPage(body);
    expect(isPage.errors).toBeNull();
    const fields = Object.keys((components.schemas.Offer as { properties: object }).properties);
    for (const offer of body.offers as object[]) expect(Object.keys(offer)).toEqual(fields);
  },
);

import { runSql } from '../../../../harness/servers/database';
import { saveRun } from '../../save-offers';
import { startTestApi, type TestApi } from '../../test-api';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await saveRun(api.store, [{ offerId: '7', offer: { status: 'Active' } }]);
});

afterAll(() => api.stop());

const HOUR = `date_trunc('hour', now(), 'UTC')`;

test('lists the hours and the minutes in which an offer was seen to convert', async () => {
  // Minutes 0, 5 and 59; an hour of which the minutes are not known; one before the span; another offer.
  await runSql(
    api.databaseUrl,
    `INSERT INTO history.conversions_seen (offer_id, hour, seen, minutes) VALUES
       ('7', ${HOUR} - interval '3 hours', 4, (1::bigint << 59) | 1 | (1 << 5)),
       ('7', ${HOUR} - interval '47 hours', 2, 0), ('7', ${HOUR} - interval '48 hours', 1, 1), ('8', ${HOUR}, 1, 1)`,
  );
  const read = async () => (await api.request('/api/offers/7/conversions?hours=48')).body;
  const first = await read();
  const second = await read();
  // The hour may change between the inserts and the first read, and not again before the second one.
  const { from, keptSince, hours } = (first.from === second.from ? first : second) as {
    from: string;
    keptSince: string | null;
    hours: { hour: string; seen: number; minutes: number[] }[];
  };
  expect(keptSince).toBeNull();
  expect(hours.at(-1)).toMatchObject({ seen: 4, minutes: [0, 5, 59] });
  expect(hours.every(({ hour }) => hour >= from)).toBe(true);
  const [oldest] = hours;
  if (hours.length === 2) expect(oldest).toEqual({ hour: from, seen: 2, minutes: [] });
});

test('an unknown offer is a 404, and a span of more than a month is refused', async () => {
  const unknown = await api.request('/api/offers/none/conversions');
  expect([unknown.statusCode, unknown.body.message]).toEqual([404, 'There is no offer none.']);
  const tooLong = await api.request('/api/offers/7/conversions?hours=745');
  expect([tooLong.statusCode, tooLong.body.message]).toEqual([400, 'querystring/hours must be <= 744']);
});

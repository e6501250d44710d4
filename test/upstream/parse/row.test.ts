import fc from 'fast-check';
import { toRawText as showRawOf } from '../../../src/upstream/parse/raw-text';
import { parseRow as readRowOf } from '../../../src/upstream/parse/row';

const readRow = (row: unknown) => readRowOf(row, () => false);
const showRaw = (value: unknown) => showRawOf(value, () => false);

const WHOLE_ROW = {
  offer_id: '10291',
  offer_name: 'Sweeps – iPhone',
  status: 'Active',
  country: 'BR',
  country_name: 'Brazil',
  carrier: 'Vivo',
  vertical: 'Sweepstakes',
  flow: '1-click',
  model: 'CPA',
  payout: '0,350',
  currency: 'USD',
  daily_cap: '0',
  type_traffic: null,
  time_frame: '',
  traffic_restrictions: 'No adult',
  landing_page: 'https://example.com/lp',
  thumbnails: null,
  offer_url: 'https://example.com/?a=1',
  filled_cap: "2% today's fill",
  last_conv: '6h18min',
};

test('a whole row is read into our words', () => {
  expect(readRow({ ...WHOLE_ROW, something_new: { a: 1 } })).toEqual({
    offer: {
      offerId: '10291',
      offer: {
        offerName: 'Sweeps – iPhone',
        status: 'Active',
        country: 'BR',
        countryName: 'Brazil',
        carrier: 'Vivo',
        vertical: 'Sweepstakes',
        flow: '1-click',
        model: 'CPA',
        payout: '0.350',
        currency: 'USD',
        dailyCap: { kind: 'count', amount: 0 },
        filledCap: { kind: 'percent', amount: 2 },
        typeTraffic: null,
        timeFrame: '',
        trafficRestrictions: 'No adult',
        landingPage: 'https://example.com/lp',
        thumbnails: null,
        offerUrl: 'https://example.com/?a=1',
        lastConversion: { raw: '6h18min', ageSeconds: 22_680 },
      },
    },
    rejected: [],
  });
});

test('a field that cannot be read is left out and says why; the others are kept', () => {
  const { offer, rejected } = readRow({
    ...WHOLE_ROW,
    payout: 'ask us',
    last_conv: '-5m',
    offer_name: 'a\0b',
    carrier: [1],
  });
  expect(offer?.offer).not.toHaveProperty('payout');
  expect(offer?.offer).not.toHaveProperty('lastConversion');
  expect(offer?.offer).toMatchObject({ status: 'Active', country: 'BR' });
  expect(rejected).toEqual([
    { offerId: '10291', field: 'offer_name', reason: expect.any(String) as string, raw: '"a\\u0000b"' },
    { offerId: '10291', field: 'carrier', reason: expect.any(String) as string, raw: '[1]' },
    { offerId: '10291', field: 'payout', reason: expect.any(String) as string, raw: '"ask us"' },
    { offerId: '10291', field: 'last_conv', reason: expect.any(String) as string, raw: '"-5m"' },
  ]);
});

test('a field that is absent was not said, which is neither null nor a fault', () => {
  expect(readRow({ offer_id: '7' })).toEqual({ offer: { offerId: '7', offer: {} }, rejected: [] });
});

test('numbers are read as their text; no conversion is null', () => {
  const row = { offer_id: 7, offer_name: 12, payout: 0.35, daily_cap: 580, last_conv: null };
  expect(readRow(row).offer).toEqual({
    offerId: '7',
    offer: {
      offerName: '12',
      payout: '0.35',
      dailyCap: { kind: 'count', amount: 580 },
      lastConversion: { raw: null, ageSeconds: null },
    },
  });
});

test.each([
  null,
  'x',
  5,
  [],
  [['offer_id', '1']],
  {},
  { offer_id: null },
  { offer_id: '' },
  { offer_id: '  ' },
  { offer_id: '1,2' },
  { offer_id: 'x'.repeat(65) },
  { offer_id: 1.5 },
  { offer_id: 2 ** 53 },
  { offer_id: true },
  { offer_id: ['1'] },
  { offer_id: '../etc' },
  { offer_id: '1\0' },
])('the row %j has no usable id and is refused as a whole', (row) => {
  expect(readRow(row)).toEqual({
    offer: undefined,
    rejected: [
      { offerId: null, field: null, reason: expect.any(String) as string, raw: JSON.stringify(row) },
    ],
  });
});

test.each([
  [' 12 ', '12'],
  ['AB-12_x', 'AB-12_x'],
  [0, '0'],
])('the id %j is %s', (wire, offerId) => {
  expect(readRow({ offer_id: wire }).offer?.offerId).toBe(offerId);
});

test('nothing that JSON can hold makes a row throw, and what is refused can be stored', () => {
  const rows = fc.oneof(
    fc.jsonValue(),
    fc.record({
      offer_id: fc.constantFrom('1', 1),
      status: fc.jsonValue(),
      payout: fc.jsonValue(),
      last_conv: fc.jsonValue(),
      offer_name: fc.string({ unit: 'binary' }),
    }),
  );
  fc.assert(
    fc.property(rows, (row) => {
      for (const { raw, reason } of readRow(row).rejected) {
        expect(raw).not.toMatch(/\0|\p{Surrogate}/u);
        expect(reason).not.toBe('');
      }
    }),
  );
});

test('raw text is cut at 2,000 characters without halving one, and survives any depth', () => {
  expect(showRaw('x'.repeat(5_000))).toHaveLength(2_000);
  expect(showRaw(`${'x'.repeat(1_998)}💸`)).toHaveLength(1_999);
  expect(showRaw('\ud800\0')).toBe('"\\ud800\\u0000"');
  const deep: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
  expect(showRaw(deep).length).toBeLessThanOrEqual(2_000);
  expect(readRow({ offer_id: '1', payout: deep }).rejected).toHaveLength(1);
});

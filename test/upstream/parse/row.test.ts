import fc from 'fast-check';
import { toRawText as toRawTextOf } from '../../../src/upstream/parse/raw-text';
import { parseRow as parseRowOf } from '../../../src/upstream/parse/row';

const parseRow = (row: unknown) => parseRowOf(row, () => false);
const toRawText = (value: unknown) => toRawTextOf(value, () => false);

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

test('a whole row is translated to our vocabulary', () => {
  expect(parseRow({ ...WHOLE_ROW, something_new: { a: 1 } })).toEqual({
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
        lastConversion: { raw: '6h18min', ageSeconds: 22_680, precisionSeconds: 60 },
      },
    },
    rejected: [],
  });
});

test('an unreadable field is left out with a reason, and the others are kept', () => {
  const { offer, rejected } = parseRow({
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

test('an absent field is left out, which differs from null, and is not rejected', () => {
  expect(parseRow({ offer_id: '7' })).toEqual({ offer: { offerId: '7', offer: {} }, rejected: [] });
});

test('a number counts as its text, and no conversion is null', () => {
  const row = { offer_id: 7, offer_name: 12, payout: 0.35, daily_cap: 580, last_conv: null };
  expect(parseRow(row).offer).toEqual({
    offerId: '7',
    offer: {
      offerName: '12',
      payout: '0.35',
      dailyCap: { kind: 'count', amount: 580 },
      lastConversion: { raw: null, ageSeconds: null, precisionSeconds: null },
    },
  });
});

test('the sign of a payout must agree with the currency of the same row', () => {
  const payoutOf = (row: object) => parseRow({ offer_id: '7', payout: '$0,350', ...row });
  for (const agreeing of [{ currency: 'USD' }, { currency: null }, { currency: '' }]) {
    expect(payoutOf(agreeing)).toMatchObject({ offer: { offer: { payout: '0.350' } }, rejected: [] });
  }
  // Without a readable currency the mirror keeps its own, which may be another one.
  for (const other of [
    { currency: 'EUR' },
    {},
    { currency: 5 },
    { currency: ['USD'] },
    { currency: 'U\0SD' },
  ]) {
    const { offer, rejected } = payoutOf(other);
    expect(offer?.offer).not.toHaveProperty('payout');
    expect(rejected).toContainEqual({
      offerId: '7',
      field: 'payout',
      reason: 'The currency of the amount is not that of the offer.',
      raw: '"$0,350"',
    });
  }
});

test.each(['Never', 'N/A', '-', 'none'])('the last conversion %j is no conversion', (raw) => {
  expect(parseRow({ offer_id: '7', last_conv: raw }).offer?.offer).toEqual({
    lastConversion: { raw: null, ageSeconds: null, precisionSeconds: null },
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
])('the row %j has no usable id and is rejected as a whole', (row) => {
  expect(parseRow(row)).toEqual({
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
  expect(parseRow({ offer_id: wire }).offer?.offerId).toBe(offerId);
});

test('no JSON value makes a row throw, and every rejected value can be stored', () => {
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
      for (const { raw, reason } of parseRow(row).rejected) {
        expect(raw).not.toMatch(/\0|\p{Surrogate}/u);
        expect(reason).not.toBe('');
      }
    }),
  );
});

test('raw text is cut at 2,000 characters, never inside a surrogate pair, and allows any depth', () => {
  expect(toRawText('x'.repeat(5_000))).toHaveLength(2_000);
  expect(toRawText(`${'x'.repeat(1_998)}💸`)).toHaveLength(1_999);
  expect(toRawText('\ud800\0')).toBe('"\\ud800\\u0000"');
  const deep: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
  expect(toRawText(deep).length).toBeLessThanOrEqual(2_000);
  expect(parseRow({ offer_id: '1', payout: deep }).rejected).toHaveLength(1);
});

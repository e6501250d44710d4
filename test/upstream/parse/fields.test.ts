import { parseAnswer, mergeAnswers } from '../../../src/upstream/parse/answer';
import { WIRE_FIELDS } from '../../../src/upstream/parse/row';
import { createTokenDetector } from '../../../src/upstream/parse/token-echo';

const TOKEN = 'token-0123456789';
const ROW = Object.fromEntries(WIRE_FIELDS.map((name) => [name, null]));
const VALID = { ...ROW, offer_id: '1', status: 'Active' };

function parse(...rows: unknown[]) {
  const counts = { total: rows.length, totalPages: 1, pageSize: 100, isCounted: true };
  return parseAnswer({ ...counts, rows }, createTokenDetector(TOKEN));
}

/** The fields that are missing or unreadable in some row, each with its counts. */
function faulty({ fields }: ReturnType<typeof parse>) {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, { missing, unreadable }]) => missing + unreadable > 0)
      .map(([name, { missing, unreadable }]) => [name, [missing, unreadable]]),
  );
}

/** The valid row with one of its fields under another name. */
function renamed(from: string, to: string) {
  return Object.fromEntries(Object.entries(VALID).map(([name, value]) => [name === from ? to : name, value]));
}

test('all fields of valid rows are counted, and none is missing or unreadable, null included', () => {
  const answer = parse(VALID, { ...VALID, offer_id: 2 });
  expect(Object.keys(answer.fields)).toHaveLength(20);
  expect(faulty(answer)).toEqual({});
  expect(answer.sampleRow).toBeNull();
});

test('a field that cannot be read is unreadable in its row, and missing where the row does not have it', () => {
  const answer = parse(VALID, { ...VALID, status: 'Sleeping', payout: 'a lot' }, renamed('status', 'state'));
  expect(faulty(answer)).toEqual({ status: [1, 1], payout: [0, 1] });
  // The valid row shows that the network still has the field.
  expect(answer.sampleRow).toBeNull();
});

test.each([
  ['an unusable id', { ...VALID, offer_id: '7; DROP' }, [0, 1]],
  ['null as its id', { ...VALID, offer_id: null }, [0, 1]],
  ['the token as its id', { ...VALID, offer_id: TOKEN }, [0, 1]],
  ['another name for its id', renamed('offer_id', 'offerId'), [1, 0]],
])('a row with %s counts for the id', (_name, row, counts) => {
  expect(faulty(parse(VALID, row))).toEqual({ offer_id: counts });
});

test.each([null, 'text', [VALID]])('every field is missing in %j, which is no row', (row) => {
  const answer = parse(VALID, row);
  expect(faulty(answer)).toEqual(Object.fromEntries(WIRE_FIELDS.map((name) => [name, [1, 0]])));
});

test('if no row has a field, the answer keeps the first row with shortened values', () => {
  const row = { ...renamed('last_conv', 'last_conversion'), payout: 1.5, landing_page: 'x'.repeat(5_000) };
  const { sampleRow } = parse(null, row, renamed('last_conv', 'lc'));
  expect(JSON.parse(sampleRow!)).toEqual({ ...row, landing_page: 'x'.repeat(40) });
});

test.each([
  ['as a value', { offer_url: `https://example.com/?key=${TOKEN}` }],
  ['behind the cut', { offer_url: `https://example.com/${'y'.repeat(30)}${TOKEN}` }],
  ['as a name', { [TOKEN]: '1' }],
  ['in base64', { offer_url: Buffer.from(`key=${TOKEN}`).toString('base64') }],
])('a sample does not contain the token %s, and keeps the other fields', (_name, values) => {
  const { sampleRow } = parse({ ...renamed('status', 'state'), offer_name: 'Games', ...values });
  expect(JSON.parse(sampleRow!)).toMatchObject({ offer_id: '1', state: 'Active', offer_name: 'Games' });
  expect(createTokenDetector(TOKEN)(sampleRow!)).toBe(false);
  expect(sampleRow).toContain('withheld');
  expect(sampleRow).not.toContain(TOKEN.slice(0, 8));
});

test('a sample of a row with many fields or long texts stays below 2,000 characters', () => {
  const many = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, index) => [`field-${index}`, 'z'.repeat(90)]),
  );
  expect(parse(many).sampleRow!.length).toBeLessThanOrEqual(2_000);
});

test('the counts of several pages of one answer are added up', () => {
  const merged = mergeAnswers([
    parse(VALID),
    parse(renamed('flow', 'funnel')),
    parse({ ...VALID, flow: 7, payout: {} }),
  ]);
  expect(faulty(merged)).toEqual({ flow: [1, 0], payout: [0, 1] });
  expect(merged.sampleRow).toContain('funnel');
});

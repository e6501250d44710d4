import { saveRun, saveTexts } from '../save-offers';
import { startTestApi, type TestApi } from '../test-api';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  const conversion = { raw: '6h', ageSeconds: 21_600, precisionSeconds: 3_600 };
  const offers = ['10', '11', '12'].map((offerId) => ({
    offerId,
    offer: {
      offerName: `Crème "${offerId}", two\nlines`,
      status: 'Active' as const,
      country: 'PT',
      payout: '0.350',
      dailyCap: { kind: 'count' as const, amount: 0 },
      lastConversion: conversion,
    },
  }));
  await saveRun(api.store, offers, { reasons: ['page 3 is missing'] });
});

afterAll(() => api.stop());

/** Parses RFC 4180. */
function parse(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  const [header = [], ...records] = rows.slice(0, -1);
  return records.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index]!])));
}

const accept = (value: string) => ({ headers: { accept: value } });

test.each([
  ['?format=csv', undefined, true],
  ['?format=CSV', undefined, true],
  ['', 'text/csv', true],
  ['', 'text/csv;q=0.5, application/json;q=0.4', true],
  ['', 'text/*', true],
  ['', 'text/csv;q=0.4, application/json;q=0.5', false],
  ['', '*/*', false],
  ['', 'image/png', false],
  ['', 'text/csv;q=0', false],
  ['?format=json', 'text/csv', false],
])('%s with accept %s is CSV: %s', async (query, header, isCsv) => {
  for (const path of ['/api/offers', '/api/conversion-list', '/api/syncs']) {
    const { statusCode, headers } = await api.request(path + query, header ? accept(header) : {});
    expect({ path, statusCode }).toEqual({ path, statusCode: 200 });
    expect(headers['content-type']).toBe(
      isCsv ? 'text/csv; charset=utf-8; header=present' : 'application/json; charset=utf-8',
    );
    const name = path.split('/').at(-1);
    expect(headers['content-disposition']).toBe(isCsv ? `attachment; filename="${name}.csv"` : undefined);
    expect(headers.vary).toContain('accept');
  }
});

test('the rows and fields are those of the JSON, nested fields as columns of their own', async () => {
  const json = (await api.request('/api/offers')).body.offers as Record<string, unknown>[];
  const rows = parse((await api.request('/api/offers?format=csv')).text);

  expect(rows).toHaveLength(3);
  expect(Object.keys(rows[0]!)).toEqual(Object.keys(json[0]!));
  expect(rows[1]).toMatchObject({
    offerId: '11',
    offerName: 'Crème "11", two\nlines',
    statusConfirmed: 'true',
    payout: '0.350',
    dailyCap: '0',
    carrier: '',
  });
  expect(JSON.parse(rows[1]!.stale!)).toEqual(json[1]!.stale);

  const [run] = parse((await api.request('/api/syncs?format=csv')).text);
  expect(run).toMatchObject({
    workflowId: 'full-sync-manual',
    status: 'incomplete',
    'audit.offersMet': '3',
    'audit.reasons': '["page 3 is missing"]',
    'links.ui': expect.stringContaining('http://ui.example/') as string,
  });
  expect(run).not.toHaveProperty('audit');
});

test('the link header has the next page in the same format', async () => {
  const seen: string[] = [];
  let url = '/api/offers?country=pt&limit=2&format=csv';
  for (;;) {
    const { text, headers } = await api.request(url);
    seen.push(...parse(text).map(({ offerId }) => offerId!));
    const [, next] = /^<(\?.*)>; rel="next"$/.exec(String(headers.link)) ?? [];
    if (next === undefined) break;
    url = new URL(next, `http://localhost${url}`).href.replace('http://localhost', '');
  }

  expect(seen).toEqual(['10', '11', '12']);
  const json = await api.request('/api/offers?limit=2');
  expect(String(json.headers.link)).toContain(`cursor=${String(json.body.nextCursor)}`);
});

test('an ETag is for one format', async () => {
  const csv = await api.request('/api/offers', accept('text/csv'));
  const json = await api.request('/api/offers');
  const etag = String(csv.headers.etag);

  expect(etag).not.toBe(json.headers.etag);
  const repeat = { headers: { accept: 'text/csv', 'if-none-match': etag } };
  const again = await api.request('/api/offers', repeat);
  expect(again).toMatchObject({ statusCode: 304, text: '' });
  expect(again.headers.vary).toContain('accept');
  expect((await api.request('/api/offers', { headers: { 'if-none-match': etag } })).statusCode).toBe(200);
});

test('an error is JSON, and a response that is not a list stays JSON', async () => {
  const refused = await api.request('/api/offers?country=XX&format=csv');
  expect(refused).toMatchObject({ statusCode: 400, body: { error: 'Bad Request' } });
  expect(await api.request('/api/offers/10', accept('text/csv'))).toMatchObject({ body: { offerId: '10' } });
});

test('a spreadsheet takes no cell for a formula', async () => {
  const other = await startTestApi({ withDatabase: true });
  try {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', 'a=1', 'a\r=1', 'a\n=1'];
    await saveTexts(other.store, texts);

    const rows = parse((await other.request('/api/offers?format=csv')).text);

    const names = rows.map(({ offerName }) => offerName);
    expect(names).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'\t=1",
      "'\r=1",
      "'＝1+1",
      ...texts.slice(7),
    ]);
    const csv = await other.request('/api/syncs?format=csv');
    expect(parse(csv.text)[0]).toMatchObject({ error: `'${texts.join(' ')}` });
  } finally {
    await other.stop();
  }
});

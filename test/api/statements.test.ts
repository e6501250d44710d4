import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { poll } from '../../harness/poll';
import { saveTexts } from './save-offers';
import { startTestApi, type TestApi } from './test-api';

/** A marker within every text of callers and of the network. */
const MARK = `m4rk${randomBytes(6).toString('hex')}`;
const INPUT = `${MARK}'";--`;

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  // Applies to new connections: logs every statement, and its parameters separately.
  const name = new URL(api.databaseUrl).pathname.slice(1);
  await runSql(`ALTER DATABASE ${escapeIdentifier(name)} SET log_statement = 'all'`);
});

afterAll(() => api.stop());

async function runSql(sql: string): Promise<string> {
  const client = new Client({ connectionString: api.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(sql);
    return rows[0]?.text ?? '';
  } finally {
    await client.end();
  }
}

/** The entries of the server's log that contain the marker. An entry may have several lines. */
async function readMarked(): Promise<{ statements: string[]; parameters: string[] }> {
  const directory = await runSql(`SELECT current_setting('data_directory') AS text`);
  const log = readFileSync(join(dirname(directory), 'postgres.log'), 'utf8');
  const marked = log.split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/m).filter((entry) => entry.includes(MARK));
  return {
    statements: marked.filter((entry) => !/\] DETAIL: {2}Parameters: /.test(entry)),
    parameters: marked.filter((entry) => /\] DETAIL: {2}Parameters: /.test(entry)),
  };
}

test('text of callers and of the network occurs in parameters of statements only', async () => {
  await saveTexts(api.store, [INPUT]);
  const input = encodeURIComponent(INPUT);
  const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const paths = [
    ...['country', 'vertical', 'carrier', 'flow', 'search'].map((filter) => `offers?${filter}=${input}`),
    `conversion-list?search=${input}`,
    `offers?cursor=${cursorOf('offerId asc', '', INPUT)}`,
    `offers?sortBy=offerName&cursor=${cursorOf('offerName asc', INPUT, INPUT)}`,
    `offers/${input}`,
    `offers/${input}/history`,
    `changes?since=${input}`,
    `changes?since=${cursorOf('asc', '1', '2026-01-05T10:00:00.000000Z', INPUT)}`,
    `changes?cursor=${cursorOf('desc', '1', '2026-01-05T10:00:00.000000Z', INPUT)}`,
    `offers?ids=1,${input}`,
    `offers?country=${input},${input}2`,
    `offers?flow=${input}&flow=${input}`,
    `syncs?cursor=${cursorOf(INPUT, INPUT)}`,
    `syncs/${input}`,
    `offers?sortBy=${input}`,
    `offers?sortOrder=${input}`,
  ];
  for (const path of paths) expect((await api.request(`/api/${path}`)).statusCode).not.toBe(500);
  const payload = { note: INPUT };
  await api.request('/api/watchlist', { method: 'POST', payload: { ...payload, offerIds: ['t-0', INPUT] } });
  await api.request('/api/watchlist/t-0', { method: 'PUT', payload });
  await api.request(`/api/watchlist/${input}`, { method: 'DELETE' });
  // Without the schemas of the API.
  const { listOffers } = api.store;
  await listOffers({ sortOrder: INPUT as 'asc', limit: 1 });
  await expect(listOffers({ sortBy: INPUT as 'payout', limit: 1 })).rejects.toThrow();

  const { statements, parameters } = await poll('the log has all entries', async () => {
    const marked = await readMarked();
    return marked.parameters.length >= 12 && marked;
  });
  expect(statements).toEqual([]);
  // The stored texts, each filter (to count and to list), each cursor and each id.
  expect(parameters.length).toBeGreaterThanOrEqual(12);
});

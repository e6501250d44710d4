import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { poll } from '../../harness/poll';
import { createTestDatabase, type TestDatabase } from '../../harness/servers/database';
import { startTestApi } from './test-api';
import { saveTexts } from './save-offers';

/** What callers and the network say here, everywhere where they say something. */
const MARK = `m4rk${randomBytes(6).toString('hex')}`;
const SAID = `${MARK}'";--`;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  // For those who connect from now on: every statement goes to the server's log, its parameters apart from it.
  const name = new URL(database.databaseUrl).pathname.slice(1);
  await ask(`ALTER DATABASE ${escapeIdentifier(name)} SET log_statement = 'all'`);
});

afterAll(() => database.drop());

async function ask(sql: string): Promise<string> {
  const client = new Client({ connectionString: database.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(sql);
    return rows[0]?.text ?? '';
  } finally {
    await client.end();
  }
}

/** The entries of the server's log that hold the mark; an entry may have many lines. */
async function readMarked(): Promise<{ statements: string[]; parameters: string[] }> {
  const directory = await ask(`SELECT current_setting('data_directory') AS text`);
  const log = readFileSync(join(dirname(directory), 'postgres.log'), 'utf8');
  const marked = log.split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/m).filter((entry) => entry.includes(MARK));
  return {
    statements: marked.filter((entry) => !/\] DETAIL: {2}Parameters: /.test(entry)),
    parameters: marked.filter((entry) => /\] DETAIL: {2}Parameters: /.test(entry)),
  };
}

test('what callers and the network say is in parameters of statements, never in a statement', async () => {
  const api = await startTestApi({ databaseUrl: database.databaseUrl });
  try {
    await saveTexts(api.store, [SAID]);
    const said = encodeURIComponent(SAID);
    const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const questions = [
      ...['country', 'vertical', 'carrier', 'flow', 'search'].map((filter) => `offers?${filter}=${said}`),
      `conversion-list?search=${said}`,
      `offers?cursor=${cursorOf('offerId asc', '', SAID)}`,
      `offers?sortBy=offerName&cursor=${cursorOf('offerName asc', SAID, SAID)}`,
      `offers/${said}`,
      `syncs?cursor=${cursorOf(SAID, SAID)}`,
      `syncs/${said}`,
      `offers?sortBy=${said}`,
      `offers?sortOrder=${said}`,
    ];
    for (const question of questions) expect((await api.ask(`/api/${question}`)).statusCode).not.toBe(500);
    // From within, past the schemas of the API.
    const { listOffers } = api.store;
    await listOffers({ sortOrder: SAID as 'asc', limit: 1 });
    await expect(listOffers({ sortBy: SAID as 'payout', limit: 1 })).rejects.toThrow();
  } finally {
    await api.stop();
  }

  const { statements, parameters } = await poll('the log has all of it', async () => {
    const marked = await readMarked();
    return marked.parameters.length >= 12 && marked;
  });
  expect(statements).toEqual([]);
  // What was stored, each filter (to count and to list), each cursor and id.
  expect(parameters.length).toBeGreaterThanOrEqual(12);
});

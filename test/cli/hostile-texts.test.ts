import { HOSTILE_TEXTS, CONTROL_CHARACTERS } from '../../harness/hostile-texts';
import { runCli, startCli } from '../../harness/processes/program';
import { createTestDatabase, runSql, type TestDatabase } from '../../harness/servers/database';
import { createStore } from '../../src/store';
import { saveTexts } from '../api/save-offers';

let database: TestDatabase;
let environment: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  environment = { DATABASE_URL: database.databaseUrl, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const store = createStore({ databaseUrl: database.databaseUrl });
  await saveTexts(store, HOSTILE_TEXTS);
  const { offers } = await store.listOffers({ limit: 500 });
  await store.watchOffers(
    offers.map(({ offerId }) => offerId),
    { note: HOSTILE_TEXTS[3]! },
  );
  // The mirror may have any text as id.
  await runSql(
    database.databaseUrl,
    `INSERT INTO alert_mutes (offer_id) SELECT offer_name FROM offers WHERE offer_name <> ''`,
  );
  await store.claimSource(HOSTILE_TEXTS[11]!);
  await store.close();
});

afterAll(() => database.drop());

const COMMANDS = [
  'offers --limit 100',
  'offers --list --sort-by offerName',
  'changes',
  'mine',
  'alerts mutes',
  'status',
  'doctor',
];

test.each(COMMANDS)('%s prints texts from outside without control characters, in a pipe', async (command) => {
  const { output } = await runCli(command, environment);

  expect(output.length).toBeGreaterThan(100);
  expect(CONTROL_CHARACTERS.exec(output)).toBeNull();
});

test.each([
  'offers --limit 100 --json',
  'changes --json',
  'mine list --json',
  'status --json',
  'doctor --json',
])('%s prints JSON without control characters and with unchanged values', async (command) => {
  const { stdout } = await runCli(command, environment);

  expect(CONTROL_CHARACTERS.exec(stdout)).toBeNull();
  const printed = JSON.parse(stdout) as {
    offers?: { offerName: string }[];
    runs?: { reasons: string[] }[];
  };
  if (command.startsWith('offers')) {
    expect(printed.offers!.map(({ offerName }) => offerName).sort()).toEqual([...HOSTILE_TEXTS].sort());
  }
  if (command.startsWith('status')) expect(printed.runs![0]!.reasons).toEqual(HOSTILE_TEXTS);
});

test('on a terminal there are no control characters either, and an offer is one line', async () => {
  const shown = startCli('offers --limit 100', environment, { columns: 100 });
  await shown.ended();

  const lines = shown.output().replaceAll('\r\n', '\n').trim().split('\n');
  expect(CONTROL_CHARACTERS.exec(lines.join('\n'))).toBeNull();
  // The titles, the offers, an empty line and the total.
  expect(lines).toHaveLength(HOSTILE_TEXTS.length + 3);
});

test('an error is printed without control characters', async () => {
  const { output } = await runCli('offers --cursor \x1b[31mred', environment);

  expect(output).toContain('cursor');
  expect(CONTROL_CHARACTERS.exec(output)).toBeNull();
});

// A shell passes on what a script has read elsewhere.
test.each([
  'HOSTILE',
  'offers --HOSTILE',
  'offers --limit HOSTILE',
  'offers HOSTILE',
  'runs HOSTILE',
  'sync HOSTILE',
  'sync full --max-pages HOSTILE',
  'status HOSTILE',
])('%s: an argument is quoted without control characters', async (command) => {
  const { code, output } = await runCli(
    command.replace('HOSTILE', 'x\x1b]0;title\x07\x9b31m\u202eevil'),
    environment,
  );

  expect(output).toMatch(/evil|arguments/);
  expect(CONTROL_CHARACTERS.exec(output)).toBeNull();
  expect(code).not.toBe(0);
});

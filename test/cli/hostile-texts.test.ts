import { HOSTILE_TEXTS, MORE_THAN_TEXT } from '../../harness/hostile-texts';
import { runCommand } from '../../harness/processes/run-command';
import { startProcess } from '../../harness/processes/start-process';
import { lendDatabase, type LentDatabase } from '../../harness/servers/postgres';
import { createStore } from '../../src/store';
import { saveTexts } from '../api/save-offers';

let database: LentDatabase;
let environment: Record<string, string>;

beforeAll(async () => {
  database = await lendDatabase();
  environment = { DATABASE_URL: database.databaseUrl, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const store = createStore({ databaseUrl: database.databaseUrl });
  await saveTexts(store, HOSTILE_TEXTS);
  await store.claimOrigin(HOSTILE_TEXTS[11]!);
  await store.close();
});

afterAll(() => database.drop());

test.each(['offers --limit 100', 'offers --list --sort-by offerName', 'status', 'doctor'])(
  '%s shows texts of others as text alone, in a pipe',
  async (command) => {
    const { output } = await runCommand(command, environment);

    expect(output.length).toBeGreaterThan(100);
    expect(MORE_THAN_TEXT.exec(output)).toBeNull();
  },
);

test.each(['offers --limit 100 --json', 'status --json', 'doctor --json'])(
  '%s is JSON that a terminal shows as text, and that says the same',
  async (command) => {
    const { stdout } = await runCommand(command, environment);

    expect(MORE_THAN_TEXT.exec(stdout)).toBeNull();
    const said = JSON.parse(stdout) as { offers?: { offerName: string }[]; runs?: { reasons: string[] }[] };
    if (command.startsWith('offers')) {
      expect(said.offers!.map(({ offerName }) => offerName).sort()).toEqual([...HOSTILE_TEXTS].sort());
    }
    if (command.startsWith('status')) expect(said.runs![0]!.reasons).toEqual(HOSTILE_TEXTS);
  },
);

test('on a terminal there is nothing else either, and an offer is one line', async () => {
  const shown = startProcess('offers --limit 100', environment, { columns: 100 });
  await shown.ended();

  const lines = shown.output().replaceAll('\r\n', '\n').trim().split('\n');
  expect(MORE_THAN_TEXT.exec(lines.join('\n'))).toBeNull();
  // The titles, the offers, an empty line, and how many there are.
  expect(lines).toHaveLength(HOSTILE_TEXTS.length + 3);
});

test('what an error says is shown as text as well', async () => {
  const { output } = await runCommand('offers --cursor \x1b[31mred', environment);

  expect(output).toContain('cursor');
  expect(MORE_THAN_TEXT.exec(output)).toBeNull();
});

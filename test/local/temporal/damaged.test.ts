import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTestTemporalCli } from '../../../harness/servers/temporal';
import { findFreePorts } from '../../../src/local/process/ports';
import { startTemporalServer } from '../../../src/local/temporal';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mobipium-damaged-'));
});

afterEach(() => rmSync(home, { recursive: true }));

async function start(directory: string) {
  const [port, uiPort] = await findFreePorts(2);
  return startTemporalServer({ executable: await findTestTemporalCli(), directory, port, uiPort });
}

test.each([
  ['is no database', Buffer.from('no database at all, but long enough'), 'temporal.db is damaged'],
  [
    'begins as a database',
    Buffer.from(`SQLite format 3\0${'x'.repeat(5_000)}`),
    'The Temporal server did not start',
  ],
])('a file that %s is named, with the command that moves it away', async (_, content, sentence) => {
  const database = join(home, 'temporal.db');
  writeFileSync(database, content);
  const starting = start(home);
  await expect(starting).rejects.toMatchObject({ name: 'SetupError' });
  await expect(starting).rejects.toThrow(sentence);
  await expect(starting).rejects.toThrow(`mv ${database} ${database}.damaged`);
});

test.each(['a?b', 'c#', '50%'])(
  'a folder named %s, in which the server would use another file, is refused',
  async (name) => {
    mkdirSync(join(home, name));
    await expect(start(join(home, name))).rejects.toThrow('must not contain ?, # or %');
    expect(existsSync(join(home, 'a'))).toBe(false);
  },
);

test('an empty file is a new database', async () => {
  writeFileSync(join(home, 'temporal.db'), '');
  await (await start(home)).stop(0);
});

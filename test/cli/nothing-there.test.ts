import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../harness/processes/program';
import { findFreePort } from '../../src/local/process/ports';

let folder: string;
let nowhere: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mobipium-cli-'));
  const port = await findFreePort();
  nowhere = {
    DATA_DIR: folder,
    DATABASE_URL: `postgresql://someone:secret-word@127.0.0.1:${port}/mirror`,
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('all invalid settings are named, with exit code 1', async () => {
  const { code, output } = await runCli('status', { PORT: 'abc', HIGH_SYNC_EVERY: 'often' });

  expect(code).toBe(1);
  expect(output).toContain('PORT must be');
  expect(output).toContain('HIGH_SYNC_EVERY must be');
  expect(output).not.toMatch(/^ +at /m);
});

test.each(['status', 'replay full-sync-manual'])(
  '%s without a service prints that none was found, and exits with 4',
  async (command) => {
    const { code, output } = await runCli(command, { DATA_DIR: folder });

    expect(code).toBe(4);
    expect(output).toContain(
      `No service found: DATABASE_URL is not set, and no \`start\` is running with its data in ${folder}`,
    );
    expect(output).toContain('npm start');
  },
);

test.each([
  ['offers', 'The database cannot be reached'],
  // What they start belongs to a mirror, whose id is in the database.
  ['sync high', 'The database cannot be reached'],
  ['schedules apply', 'The database cannot be reached'],
  ['cancel full-sync-manual', 'The Temporal server cannot be reached'],
  ['replay full-sync-manual', 'The Temporal server cannot be reached'],
])(
  '%s prints which server cannot be reached, without a stack trace or a password, and exits with 4',
  async (command, sentence) => {
    const { code, output } = await runCli(command, nowhere);

    expect(code).toBe(4);
    expect(output).toContain(sentence);
    expect(output).not.toMatch(/^ +at /m);
    expect(output).not.toContain('secret-word');
  },
);

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../harness/processes/program';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mobipium-failed-start-'));
  // PostgreSQL does not run as root, so its own user needs access.
  chmodSync(home, 0o755);
});

afterEach(() => rmSync(home, { recursive: true }));

test.each([
  ['a data folder in /proc', () => '/proc/1/data', 'Cannot create the folder /proc/1/data'],
  ['a data folder below a device', () => '/dev/null/data', 'Cannot create the folder /dev/null/data'],
  ['a file as the data folder', () => join(home, 'file'), 'not a directory'],
  ['a data folder with a line break', () => join(home, 'a\nb'), 'has a line break'],
  ['a lock that is a folder', () => join(home, 'locked'), 'is a directory'],
])('%s ends a start at once with one sentence', async (_, dataDir, sentence) => {
  writeFileSync(join(home, 'file'), '');
  mkdirSync(join(home, 'locked/sandbox/lock'), { recursive: true });
  const { code, output } = await runCli('start', { DATA_DIR: dataDir() });
  expect(code).toBe(1);
  expect(output).toContain(sentence);
  expect(output).not.toMatch(/^ +at /m);
  expect(output.trim().split('\n')).toHaveLength(1);
});

test('an address of another machine is named with its setting, and no server is left running', async () => {
  const { code, output } = await runCli('start', {
    DATA_DIR: join(home, 'data'),
    HOST: '192.0.2.1',
    API_KEY: 'failed-start-0123456789',
  });
  expect(code).toBe(1);
  expect(output.trim().split('\n').at(-1)).toMatch(
    /^The API cannot listen on 192\.0\.2\.1, port \d+: .*\. Check HOST and PORT\.$/,
  );
  expect(execFileSync('ps', ['-axww', '-o', 'command='], { encoding: 'utf8' })).not.toContain(home);
});

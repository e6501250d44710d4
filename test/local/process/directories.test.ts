import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDirectory } from '../../../src/local/process/directories';
import { lockDirectory } from '../../../src/local/process/locks';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mobipium-directories-'));
});

afterEach(() => rmSync(home, { recursive: true }));

test('a directory and those above it are created with their mode, whatever the umask is', () => {
  const before = process.umask(0o077);
  try {
    createDirectory(join(home, 'a/b'), 0o711);
  } finally {
    process.umask(before);
  }
  expect([join(home, 'a'), join(home, 'a/b')].map((path) => statSync(path).mode & 0o777)).toEqual([
    0o711, 0o711,
  ]);
});

test('a directory that exists is not changed', () => {
  mkdirSync(join(home, 'mine'), { mode: 0o750 });
  createDirectory(join(home, 'mine'), 0o711);
  expect(statSync(join(home, 'mine')).mode & 0o777).toBe(0o750);
});

test.each([
  ['in /proc', () => '/proc/none/of/this', 'no such file or directory'],
  ['below a device', () => '/dev/zero/x', 'not a directory'],
  ['where a file is', () => join(home, 'file'), 'file already exists'],
  ['below a file', () => join(home, 'file/x'), 'not a directory'],
  ['behind a link to nothing', () => join(home, 'link'), 'no such file or directory'],
  ['behind a link to itself', () => join(home, 'loop/x'), 'too many symbolic links encountered'],
  ['with a name that is too long', () => join(home, 'x'.repeat(300)), 'name too long'],
  ['with a path that is too long', () => join(home, 'long/'.repeat(1_000)), 'name too long'],
])('a directory %s is refused at once, with the reason and the setting', (_, path, reason) => {
  writeFileSync(join(home, 'file'), '');
  symlinkSync(join(home, 'nothing'), join(home, 'link'));
  symlinkSync(join(home, 'loop'), join(home, 'loop'));
  const creating = () => createDirectory(path(), 0o711);
  expect(creating).toThrow(expect.objectContaining({ name: 'SetupError' }) as Error);
  expect(creating).toThrow(`Cannot create the folder`);
  expect(creating).toThrow(`: ${reason}. Set DATA_DIR`);
});

test('a path with a line break is refused without printing it raw', () => {
  expect(() => createDirectory(join(home, 'two\nlines'), 0o711)).toThrow('two\\nlines');
});

test('the folder of another user is not locked', () => {
  let theirs = '/';
  if (process.getuid?.() === 0) {
    theirs = join(home, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, 65_534, 65_534);
  }
  expect(() => lockDirectory(theirs, 0o711)).toThrow(`The folder ${theirs} belongs to another user`);
});

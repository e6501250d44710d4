import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOnce } from '../../../src/local/process/install-once';
import { acquireLock, releaseLock } from '../../../src/local/process/locks';

let parent: string;
let file: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'mobipium-test-install-'));
  file = join(parent, 'cache/tools-1.0.0');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const VERSION = 'version';
const notices: string[] = [];
let created = 0;
beforeEach(() => {
  notices.length = 0;
  created = 0;
});

/** Install a folder with a file in it, beside files that are only needed to create it. */
const installFolder = () =>
  installOnce({
    title: 'the tools',
    file,
    isValid: (folder) => Promise.resolve(existsSync(join(folder, VERSION))),
    create(temporary) {
      created += 1;
      writeFileSync(join(temporary, 'source'), '');
      const folder = join(temporary, 'result');
      mkdirSync(folder);
      writeFileSync(join(folder, VERSION), '1.0.0');
      return Promise.resolve(folder);
    },
    onNotice: (sentence) => notices.push(sentence),
  });

test('a folder is installed once, without leftovers', async () => {
  await installFolder();
  await installFolder();
  expect(created).toBe(1);
  expect(readdirSync(join(parent, 'cache'))).toEqual(['tools-1.0.0']);
  expect(readdirSync(file)).toEqual([VERSION]);
});

test('an invalid folder is replaced', async () => {
  mkdirSync(file, { recursive: true });
  writeFileSync(join(file, 'half'), '');
  await installFolder();
  expect(readdirSync(file)).toEqual([VERSION]);
  expect(readFileSync(join(file, VERSION), 'utf8')).toBe('1.0.0');
});

test('after a failure, the invalid folder is kept and the next attempt installs', async () => {
  mkdirSync(file, { recursive: true });
  writeFileSync(join(file, 'half'), '');
  const failing = installOnce({
    title: 'the tools',
    file,
    isValid: () => Promise.resolve(false),
    create: () => Promise.reject(new Error('no registry')),
    onNotice: () => undefined,
  });
  await expect(failing).rejects.toThrow('no registry');
  expect(readdirSync(join(parent, 'cache'))).toEqual(['tools-1.0.0']);
  expect(readdirSync(file)).toEqual(['half']);
  await installFolder();
  expect(readdirSync(file)).toEqual([VERSION]);
});

test('while another process installs it, the notice says which one, and what it installs', async () => {
  mkdirSync(join(parent, 'cache'));
  const lock = `${file}.lock`;
  acquireLock(lock);
  const installing = installFolder();
  expect(notices).toEqual([`Waiting for process ${process.pid}, which is installing the tools.`]);
  expect(created).toBe(0);
  releaseLock(lock);
  await installing;
  expect(created).toBe(1);
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findTestTemporalCli } from '../../../harness/servers/temporal';
import { findFreePort } from '../../../src/local/process/ports';
import {
  findTemporalCli,
  isTemporalCli,
  type FindTemporalCliOptions,
} from '../../../src/local/temporal/find-cli';

/** Prints a version as the CLI does; enough where the CLI is only searched for. */
const CLI = '#!/bin/sh\necho temporal version 1.5.1\n';

const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

let home: string;
let bin: string;
let options: FindTemporalCliOptions & { cacheDir: string; sdkDownloadDir: string };
let notices: string[];
const sites: Server[] = [];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mobipium-cli-'));
  bin = join(home, 'bin');
  mkdirSync(bin);
  notices = [];
  options = {
    cacheDir: join(home, 'cache'),
    searchPath: '',
    sdkDownloadDir: join(home, 'tmp'),
    downloadUrl: `http://127.0.0.1:${await findFreePort()}`,
    onNotice: (sentence) => notices.push(sentence),
  };
});

afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => new Promise((resolve) => site.close(resolve))));
  rmSync(home, { recursive: true, force: true });
});

/** Write a program to a path. */
function writeProgram(text: string, ...path: string[]): string {
  const file = join(...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** Run as a user other than root, who may enter any folder. */
async function asOtherUser<T>(run: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return run();
  chmodSync(home, 0o755);
  process.seteuid!(65_534);
  try {
    return await run();
  } finally {
    process.seteuid!(0);
  }
}

function giveAway(folder: string): void {
  chownSync(folder, 65_534, 65_534);
}

/** A site that responds as `temporal.download` does, and records its requests. */
async function startSite(program = CLI) {
  writeProgram(program, home, 'site', 'temporal');
  execFileSync('tar', ['-czf', join(home, 'site.tar.gz'), '-C', join(home, 'site'), 'temporal']);
  const requests: string[] = [];
  const site = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === '/archive') return response.end(readFileSync(join(home, 'site.tar.gz')));
    return response.end(JSON.stringify({ archiveUrl: `${url}/archive`, fileToExtract: 'temporal' }));
  });
  sites.push(site);
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const checksum = createHash('sha256')
    .update(readFileSync(join(home, 'site.tar.gz')))
    .digest('hex');
  const checksums = { [platform]: checksum };
  return { downloadUrl: url, checksums, requests };
}

/** A `go` that prints this version, and installs `program`. */
function writeGo(version: string, program = CLI): string {
  const install = `printf '${program.replaceAll('\n', '\\n')}' > "$GOBIN/temporal"; /bin/chmod +x "$GOBIN/temporal"`;
  return writeProgram(
    `#!/bin/sh\nif [ "$1" = version ]; then echo go version ${version} linux/amd64; else ${install}; fi\n`,
    bin,
    'go',
  );
}

const cached = () => join(options.cacheDir, 'temporal-1.5.1');

test('the CLI of this machine is found and runs', async () => {
  expect(await isTemporalCli(await findTestTemporalCli())).toBe(true);
});

describe('a chosen CLI', () => {
  test('is preferred to any other', async () => {
    writeProgram(CLI, bin, 'temporal');
    const cliPath = writeProgram(CLI, home, 'chosen');
    expect(await findTemporalCli({ ...options, cliPath, searchPath: bin })).toBe(cliPath);
  });

  test.each([
    ['does not exist', undefined, 'the file does not exist'],
    ['is another program', '#!/bin/sh\necho hello\n', 'it is another program'],
    ['fails', '#!/bin/sh\nexit 3\n', 'it fails'],
  ])('that %s is refused with the name of the setting, and no other is used', async (_, text, reason) => {
    writeProgram(CLI, bin, 'temporal');
    const cliPath = join(home, 'chosen');
    if (text !== undefined) writeProgram(text, cliPath);
    const finding = findTemporalCli({ ...options, cliPath, searchPath: bin });
    await expect(finding).rejects.toMatchObject({ name: 'TemporalCliNotFoundError' });
    await expect(finding).rejects.toThrow(`TEMPORAL_CLI_PATH is set to ${cliPath}`);
    await expect(finding).rejects.toThrow(reason);
  });
});

test('one on PATH comes before the cache folder, and that before what the SDK downloaded', async () => {
  const sdk = writeProgram(CLI, options.sdkDownloadDir, 'temporal-sdk-typescript-1.24.0');
  writeProgram(CLI, options.sdkDownloadDir, 'temporal-sdk-typescript-1.9.0');
  expect(await findTemporalCli(options)).toBe(sdk);
  writeProgram(CLI, cached());
  expect(await findTemporalCli(options)).toBe(cached());
  const onPath = writeProgram(CLI, bin, 'temporal');
  expect(await findTemporalCli({ ...options, searchPath: `${join(home, 'nowhere')}:${bin}` })).toBe(onPath);
});

test('another program named temporal is skipped', async () => {
  writeProgram('#!/bin/sh\necho calendar 2.0\n', bin, 'temporal');
  writeProgram(CLI, cached());
  expect(await findTemporalCli({ ...options, searchPath: bin })).toBe(cached());
});

test('if there is none, it is downloaded into the cache folder, once, without leftovers', async () => {
  const site = await startSite();
  const withSite = { ...options, ...site };
  expect(await findTemporalCli(withSite)).toBe(cached());
  expect(site.requests[0]).toMatch(
    /^\/cli\/v1\.5\.1\?arch=(amd64|arm64)&platform=(linux|darwin)&format=tar\.gz$/,
  );
  expect(notices).toEqual(['Downloading the Temporal CLI 1.5.1 (once).']);
  expect(readdirSync(options.cacheDir)).toEqual(['temporal-1.5.1']);
  await findTemporalCli(withSite);
  expect(site.requests.filter((url) => url === '/archive')).toHaveLength(1);
});

test('a file in the cache folder that does not run is replaced', async () => {
  writeProgram('cut off', cached());
  const site = await startSite();
  expect(await findTemporalCli({ ...options, ...site })).toBe(cached());
  expect(await isTemporalCli(cached())).toBe(true);
});

test('of two concurrent starts that need it, one downloads and the other waits', async () => {
  const site = await startSite();
  const withSite = { ...options, ...site };
  expect(await Promise.all([findTemporalCli(withSite), findTemporalCli(withSite)])).toEqual([
    cached(),
    cached(),
  ]);
  expect(site.requests.filter((url) => url === '/archive')).toHaveLength(1);
  expect(notices).toContain(`Waiting for process ${process.pid}, which is installing the Temporal CLI.`);
});

test.each([
  ['has another checksum', { [platform]: 'ab'.repeat(32) }, 'not the published one'],
  ['is for a machine without a known checksum', {}, 'no checksum is known'],
])('an archive that %s is not used, and Go builds the program', async (_, checksums, reason) => {
  const site = { ...(await startSite('#!/bin/sh\ntouch "$0.ran"\n')), checksums };
  await expect(findTemporalCli({ ...options, ...site })).rejects.toThrow(reason);
  expect(readdirSync(options.cacheDir)).toEqual([]);
  writeGo('go1.26.8');
  expect(await findTemporalCli({ ...options, ...site, searchPath: bin })).toBe(cached());
});

test('entries of PATH that are files, or that this user may not enter, are skipped', async () => {
  const file = writeProgram(CLI, home, 'file');
  const closed = join(home, 'closed');
  mkdirSync(closed);
  writeProgram(CLI, bin, 'temporal');
  chmodSync(closed, 0);
  const searchPath = [file, closed, join(closed, 'deeper'), bin].join(delimiter);
  expect(await asOtherUser(() => findTemporalCli({ ...options, searchPath }))).toBe(join(bin, 'temporal'));
});

describe('a cache folder that another user could change', () => {
  test.each<[string, (folder: string) => void, string]>([
    ['that every user may write to', (folder) => chmodSync(folder, 0o777), 'every user may write'],
    ...(process.getuid?.() === 0
      ? [['of another user', giveAway, 'belongs to another user'] satisfies [string, typeof giveAway, string]]
      : []),
  ])('%s is not used', async (_, open, reason) => {
    const cache = join(home, 'cache');
    writeProgram(CLI, cached());
    open(cache);
    await expect(findTemporalCli(options)).rejects.toThrow(reason);
    await expect(findTemporalCli(options)).rejects.toThrow('Set CACHE_DIR');
    const onPath = writeProgram(CLI, bin, 'temporal');
    expect(await findTemporalCli({ ...options, searchPath: bin })).toBe(onPath);
  });

  test('is noticed above it, and through a link to it', async () => {
    const open = join(home, 'open');
    writeProgram(CLI, open, 'mine', 'temporal-1.5.1');
    chmodSync(open, 0o777);
    symlinkSync(join(open, 'mine'), options.cacheDir);
    await expect(findTemporalCli(options)).rejects.toThrow(`every user may write to ${realpathSync(open)}`);
  });

  test('may be created in a folder such as /tmp', async () => {
    const shared = join(home, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    const cacheDir = join(shared, 'cache');
    const site = await startSite();
    expect(await findTemporalCli({ ...options, ...site, cacheDir })).toBe(join(cacheDir, 'temporal-1.5.1'));
  });
});

test('a link among the downloads of the SDK is not followed', async () => {
  const program = writeProgram(CLI, home, 'program');
  mkdirSync(options.sdkDownloadDir);
  symlinkSync(program, join(options.sdkDownloadDir, 'temporal-sdk-typescript-1.24.0'));
  await expect(findTemporalCli(options)).rejects.toThrow('no Temporal CLI');
});

test('programs that it runs get none of the settings', async () => {
  process.env.MOBIPIUM_API_TOKEN = 'a secret of the settings';
  try {
    writeGo('go1.26.8');
    const go = readFileSync(join(bin, 'go'), 'utf8').replace('\n', `\n/usr/bin/env >> ${home}/env\n`);
    writeFileSync(join(bin, 'go'), go);
    await findTemporalCli({ ...options, searchPath: bin });
    const environment = readFileSync(join(home, 'env'), 'utf8');
    expect(environment).toContain('GOBIN=');
    expect(environment).not.toContain('a secret');
  } finally {
    delete process.env.MOBIPIUM_API_TOKEN;
  }
});

describe('if the download site cannot be reached', () => {
  test('Go builds it into the cache folder, after a notice of how long that takes', async () => {
    writeGo('go1.26.8');
    expect(await findTemporalCli({ ...options, searchPath: bin })).toBe(cached());
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('about 4 minutes');
    expect(readdirSync(options.cacheDir)).toEqual(['temporal-1.5.1']);
  });

  test('the leftovers of an interrupted build are removed', async () => {
    writeGo('go1.25.0');
    writeProgram('half', options.cacheDir, 'temporal-1.5.1.making-abc', 'temporal');
    await findTemporalCli({ ...options, searchPath: bin });
    expect(readdirSync(options.cacheDir)).toEqual(['temporal-1.5.1']);
  });

  test('and Go is not installed, the error lists the remedies', async () => {
    const finding = findTemporalCli(options);
    await expect(finding).rejects.toMatchObject({ name: 'TemporalCliNotFoundError' });
    for (const remedy of [
      'cannot be reached',
      'Go is not installed',
      'TEMPORAL_CLI_PATH',
      'on PATH',
      'Go 1.25',
      'TEMPORAL_ADDRESS',
    ]) {
      await expect(finding).rejects.toThrow(remedy);
    }
    expect(existsSync(cached())).toBe(false);
  });

  test('an older Go is not used', async () => {
    writeGo('go1.24.13');
    await expect(findTemporalCli({ ...options, searchPath: bin })).rejects.toThrow('Go is older than 1.25');
  });

  test('a built program that does not run is not kept', async () => {
    writeGo('go1.26.8', '#!/bin/sh\nexit 1\n');
    await expect(findTemporalCli({ ...options, searchPath: bin })).rejects.toThrow(
      'does not run on this machine',
    );
    expect(readdirSync(options.cacheDir)).toEqual([]);
  });

  test('Ctrl-C aborts a build', async () => {
    writeProgram(
      '#!/bin/sh\nif [ "$1" = version ]; then echo go1.26.8; else exec /bin/sleep 60; fi\n',
      bin,
      'go',
    );
    const stopping = new AbortController();
    const onNotice = () => stopping.abort(new Error('stopped'));
    const finding = findTemporalCli({ ...options, searchPath: bin, onNotice, signal: stopping.signal });
    await expect(finding).rejects.toThrow('stopped');
    expect(readdirSync(options.cacheDir)).toEqual([]);
  });
});

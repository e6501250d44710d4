import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { findTestTemporalCli } from '../../../harness/servers/temporal';
import { findTemporalCli, isTemporalCli } from '../../../src/local/temporal/find-cli';
import {
  asOtherUser,
  CLI,
  cli,
  giveAway,
  platform,
  startSite,
  useCliFolder,
  writeGo,
  writeProgram,
} from './cli-folder';

useCliFolder();

const cached = () => join(cli.options.cacheDir, 'temporal-1.5.1');

test('the CLI of this machine is found and runs', async () => {
  expect(await isTemporalCli(await findTestTemporalCli())).toBe(true);
});

describe('a chosen CLI', () => {
  test('is preferred to any other', async () => {
    writeProgram(CLI, cli.bin, 'temporal');
    const cliPath = writeProgram(CLI, cli.home, 'chosen');
    expect(await findTemporalCli({ ...cli.options, cliPath, searchPath: cli.bin })).toBe(cliPath);
  });

  test.each([
    ['does not exist', undefined, 'the file does not exist'],
    ['is another program', '#!/bin/sh\necho hello\n', 'it is another program'],
    ['fails', '#!/bin/sh\nexit 3\n', 'it fails'],
  ])('that %s is refused with the name of the setting, and no other is used', async (_, text, reason) => {
    writeProgram(CLI, cli.bin, 'temporal');
    const cliPath = join(cli.home, 'chosen');
    if (text !== undefined) writeProgram(text, cliPath);
    const finding = findTemporalCli({ ...cli.options, cliPath, searchPath: cli.bin });
    await expect(finding).rejects.toMatchObject({ name: 'TemporalCliNotFoundError' });
    await expect(finding).rejects.toThrow(`TEMPORAL_CLI_PATH is set to ${cliPath}`);
    await expect(finding).rejects.toThrow(reason);
  });
});

test('one on PATH comes before the cache folder, and that before what the SDK downloaded', async () => {
  const sdk = writeProgram(CLI, cli.options.sdkDownloadDir, 'temporal-sdk-typescript-1.24.0');
  writeProgram(CLI, cli.options.sdkDownloadDir, 'temporal-sdk-typescript-1.9.0');
  expect(await findTemporalCli(cli.options)).toBe(sdk);
  writeProgram(CLI, cached());
  expect(await findTemporalCli(cli.options)).toBe(cached());
  const onPath = writeProgram(CLI, cli.bin, 'temporal');
  expect(
    await findTemporalCli({ ...cli.options, searchPath: `${join(cli.home, 'nowhere')}:${cli.bin}` }),
  ).toBe(onPath);
});

test('another program named temporal is skipped', async () => {
  writeProgram('#!/bin/sh\necho calendar 2.0\n', cli.bin, 'temporal');
  writeProgram(CLI, cached());
  expect(await findTemporalCli({ ...cli.options, searchPath: cli.bin })).toBe(cached());
});

test('if there is none, it is downloaded into the cache folder, once, without leftovers', async () => {
  const site = await startSite();
  const withSite = { ...cli.options, ...site };
  expect(await findTemporalCli(withSite)).toBe(cached());
  expect(site.requests[0]).toMatch(
    /^\/cli\/v1\.5\.1\?arch=(amd64|arm64)&platform=(linux|darwin)&format=tar\.gz$/,
  );
  expect(cli.notices).toEqual(['Downloading the Temporal CLI 1.5.1 (once).']);
  expect(readdirSync(cli.options.cacheDir)).toEqual(['temporal-1.5.1']);
  await findTemporalCli(withSite);
  expect(site.requests.filter((url) => url === '/archive')).toHaveLength(1);
});

test('a file in the cache folder that does not run is replaced', async () => {
  writeProgram('cut off', cached());
  const site = await startSite();
  expect(await findTemporalCli({ ...cli.options, ...site })).toBe(cached());
  expect(await isTemporalCli(cached())).toBe(true);
});

test('of two concurrent starts that need it, one downloads and the other waits', async () => {
  const site = await startSite();
  const withSite = { ...cli.options, ...site };
  expect(await Promise.all([findTemporalCli(withSite), findTemporalCli(withSite)])).toEqual([
    cached(),
    cached(),
  ]);
  expect(site.requests.filter((url) => url === '/archive')).toHaveLength(1);
  expect(cli.notices).toContain(`Waiting for process ${process.pid}, which is installing the Temporal CLI.`);
});

test.each([
  ['has another checksum', { [platform]: 'ab'.repeat(32) }, 'not the published one'],
  ['is for a machine without a known checksum', {}, 'no checksum is known'],
])('an archive that %s is not used, and Go builds the program', async (_, checksums, reason) => {
  const site = { ...(await startSite('#!/bin/sh\ntouch "$0.ran"\n')), checksums };
  await expect(findTemporalCli({ ...cli.options, ...site })).rejects.toThrow(reason);
  expect(readdirSync(cli.options.cacheDir)).toEqual([]);
  writeGo('go1.26.8');
  expect(await findTemporalCli({ ...cli.options, ...site, searchPath: cli.bin })).toBe(cached());
});

test('entries of PATH that are files, or that this user may not enter, are skipped', async () => {
  const file = writeProgram(CLI, cli.home, 'file');
  const closed = join(cli.home, 'closed');
  mkdirSync(closed);
  writeProgram(CLI, cli.bin, 'temporal');
  chmodSync(closed, 0);
  const searchPath = [file, closed, join(closed, 'deeper'), cli.bin].join(delimiter);
  expect(await asOtherUser(() => findTemporalCli({ ...cli.options, searchPath }))).toBe(
    join(cli.bin, 'temporal'),
  );
});

describe('a cache folder that another user could change', () => {
  test.each<[string, (folder: string) => void, string]>([
    ['that every user may write to', (folder) => chmodSync(folder, 0o777), 'every user may write'],
    ...(process.getuid?.() === 0
      ? [['of another user', giveAway, 'belongs to another user'] satisfies [string, typeof giveAway, string]]
      : []),
  ])('%s is not used', async (_, open, reason) => {
    const cache = join(cli.home, 'cache');
    writeProgram(CLI, cached());
    open(cache);
    await expect(findTemporalCli(cli.options)).rejects.toThrow(reason);
    await expect(findTemporalCli(cli.options)).rejects.toThrow('Set CACHE_DIR');
    const onPath = writeProgram(CLI, cli.bin, 'temporal');
    expect(await findTemporalCli({ ...cli.options, searchPath: cli.bin })).toBe(onPath);
  });

  test('is noticed above it, and through a link to it', async () => {
    const open = join(cli.home, 'open');
    writeProgram(CLI, open, 'mine', 'temporal-1.5.1');
    chmodSync(open, 0o777);
    symlinkSync(join(open, 'mine'), cli.options.cacheDir);
    await expect(findTemporalCli(cli.options)).rejects.toThrow(
      `every user may write to ${realpathSync(open)}`,
    );
  });

  test('may be created in a folder such as /tmp', async () => {
    const shared = join(cli.home, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    const cacheDir = join(shared, 'cache');
    const site = await startSite();
    expect(await findTemporalCli({ ...cli.options, ...site, cacheDir })).toBe(
      join(cacheDir, 'temporal-1.5.1'),
    );
  });
});

test('a link among the downloads of the SDK is not followed', async () => {
  const program = writeProgram(CLI, cli.home, 'program');
  mkdirSync(cli.options.sdkDownloadDir);
  symlinkSync(program, join(cli.options.sdkDownloadDir, 'temporal-sdk-typescript-1.24.0'));
  await expect(findTemporalCli(cli.options)).rejects.toThrow('no Temporal CLI');
});

test('programs that it runs get none of the settings', async () => {
  process.env.MOBIPIUM_API_TOKEN = 'a secret of the settings';
  try {
    writeGo('go1.26.8');
    const go = readFileSync(join(cli.bin, 'go'), 'utf8').replace('\n', `\n/usr/bin/env >> ${cli.home}/env\n`);
    writeFileSync(join(cli.bin, 'go'), go);
    await findTemporalCli({ ...cli.options, searchPath: cli.bin });
    const environment = readFileSync(join(cli.home, 'env'), 'utf8');
    expect(environment).toContain('GOBIN=');
    expect(environment).not.toContain('a secret');
  } finally {
    delete process.env.MOBIPIUM_API_TOKEN;
  }
});

describe('if the download site cannot be reached', () => {
  test('Go builds it into the cache folder, after a notice of how long that takes', async () => {
    writeGo('go1.26.8');
    expect(await findTemporalCli({ ...cli.options, searchPath: cli.bin })).toBe(cached());
    expect(cli.notices).toHaveLength(1);
    expect(cli.notices[0]).toContain('about 4 minutes');
    expect(readdirSync(cli.options.cacheDir)).toEqual(['temporal-1.5.1']);
  });

  test('the leftovers of an interrupted build are removed', async () => {
    writeGo('go1.25.0');
    writeProgram('half', cli.options.cacheDir, 'temporal-1.5.1.making-abc', 'temporal');
    await findTemporalCli({ ...cli.options, searchPath: cli.bin });
    expect(readdirSync(cli.options.cacheDir)).toEqual(['temporal-1.5.1']);
  });

  test('and Go is not installed, the error lists the remedies', async () => {
    const finding = findTemporalCli(cli.options);
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
    await expect(findTemporalCli({ ...cli.options, searchPath: cli.bin })).rejects.toThrow(
      'Go is older than 1.25',
    );
  });

  test('a built program that does not run is not kept', async () => {
    writeGo('go1.26.8', '#!/bin/sh\nexit 1\n');
    await expect(findTemporalCli({ ...cli.options, searchPath: cli.bin })).rejects.toThrow(
      'does not run on this machine',
    );
    expect(readdirSync(cli.options.cacheDir)).toEqual([]);
  });

  test('Ctrl-C aborts a build', async () => {
    writeProgram(
      '#!/bin/sh\nif [ "$1" = version ]; then echo go1.26.8; else exec /bin/sleep 60; fi\n',
      cli.bin,
      'go',
    );
    const stopping = new AbortController();
    const onNotice = () => stopping.abort(new Error('stopped'));
    const { signal } = stopping;
    const finding = findTemporalCli({ ...cli.options, searchPath: cli.bin, onNotice, signal });
    await expect(finding).rejects.toThrow('stopped');
    expect(readdirSync(cli.options.cacheDir)).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTestTemporalCli } from '../../../harness/servers/temporal';
import { findFreePort } from '../../../src/local/process/ports';
import {
  findTemporalCli,
  isTemporalCli,
  type FindTemporalCliOptions,
} from '../../../src/local/temporal/find-cli';

/** What a CLI says of itself; enough of one where it is only looked for. */
const CLI = '#!/bin/sh\necho temporal version 1.5.1\n';

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

/** Put a program where it is looked for. */
function place(text: string, ...path: string[]): string {
  const file = join(...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** A site that answers as `temporal.download` does, and counts how often the archive was fetched. */
async function startSite(program = CLI) {
  place(program, home, 'site', 'temporal');
  execFileSync('tar', ['-czf', join(home, 'site.tar.gz'), '-C', join(home, 'site'), 'temporal']);
  const asked: string[] = [];
  const site = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/archive') return response.end(readFileSync(join(home, 'site.tar.gz')));
    return response.end(JSON.stringify({ archiveUrl: `${url}/archive`, fileToExtract: 'temporal' }));
  });
  sites.push(site);
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  return { url, asked };
}

/** A `go` that says this version, and installs what `program` is. */
function placeGo(version: string, program = CLI): string {
  const install = `printf '${program.replaceAll('\n', '\\n')}' > "$GOBIN/temporal"; /bin/chmod +x "$GOBIN/temporal"`;
  return place(
    `#!/bin/sh\nif [ "$1" = version ]; then echo go version ${version} linux/amd64; else ${install}; fi\n`,
    bin,
    'go',
  );
}

const cached = () => join(options.cacheDir, 'temporal-1.5.1');

test('the CLI of this machine is found, and runs', async () => {
  expect(await isTemporalCli(await findTestTemporalCli())).toBe(true);
});

describe('a chosen CLI', () => {
  test('is taken before any other', async () => {
    place(CLI, bin, 'temporal');
    const cliPath = place(CLI, home, 'chosen');
    expect(await findTemporalCli({ ...options, cliPath, searchPath: bin })).toBe(cliPath);
  });

  test.each([
    ['is not there', undefined, 'there is no such file'],
    ['is another program', '#!/bin/sh\necho hello\n', 'it is another program'],
    ['fails', '#!/bin/sh\nexit 3\n', 'it fails'],
  ])('that %s is refused by the name of the setting, and no other is taken', async (_, text, reason) => {
    place(CLI, bin, 'temporal');
    const cliPath = join(home, 'chosen');
    if (text !== undefined) place(text, cliPath);
    const finding = findTemporalCli({ ...options, cliPath, searchPath: bin });
    await expect(finding).rejects.toMatchObject({ name: 'TemporalCliNotFoundError' });
    await expect(finding).rejects.toThrow(`TEMPORAL_CLI_PATH is set to ${cliPath}`);
    await expect(finding).rejects.toThrow(reason);
  });
});

test('one on PATH comes before the cache folder, and that before what the SDK downloaded', async () => {
  const sdk = place(CLI, options.sdkDownloadDir, 'temporal-sdk-typescript-1.24.0');
  place(CLI, options.sdkDownloadDir, 'temporal-sdk-typescript-1.9.0');
  expect(await findTemporalCli(options)).toBe(sdk);
  place(CLI, cached());
  expect(await findTemporalCli(options)).toBe(cached());
  const onPath = place(CLI, bin, 'temporal');
  expect(await findTemporalCli({ ...options, searchPath: `${join(home, 'nowhere')}:${bin}` })).toBe(onPath);
});

test('another program that is called temporal is passed by', async () => {
  place('#!/bin/sh\necho calendar 2.0\n', bin, 'temporal');
  place(CLI, cached());
  expect(await findTemporalCli({ ...options, searchPath: bin })).toBe(cached());
});

test('where there is none it is downloaded into the cache folder, once, with nothing left beside it', async () => {
  const site = await startSite();
  const wish = { ...options, downloadUrl: site.url };
  expect(await findTemporalCli(wish)).toBe(cached());
  expect(site.asked[0]).toMatch(
    /^\/cli\/v1\.5\.1\?arch=(amd64|arm64)&platform=(linux|darwin)&format=tar\.gz$/,
  );
  expect(notices).toEqual(['Downloading the Temporal CLI 1.5.1, once.']);
  expect(readdirSync(options.cacheDir)).toEqual(['temporal-1.5.1']);
  await findTemporalCli(wish);
  expect(site.asked.filter((url) => url === '/archive')).toHaveLength(1);
});

test('a file in the cache folder that does not run is replaced', async () => {
  place('cut off', cached());
  const site = await startSite();
  expect(await findTemporalCli({ ...options, downloadUrl: site.url })).toBe(cached());
  expect(await isTemporalCli(cached())).toBe(true);
});

test('of two that need it at once, one downloads and the other waits', async () => {
  const site = await startSite();
  const wish = { ...options, downloadUrl: site.url };
  expect(await Promise.all([findTemporalCli(wish), findTemporalCli(wish)])).toEqual([cached(), cached()]);
  expect(site.asked.filter((url) => url === '/archive')).toHaveLength(1);
  expect(notices).toContain(`Process ${process.pid} is fetching the Temporal CLI; waiting for it.`);
});

describe('where the download cannot be reached', () => {
  test('Go builds it into the cache folder, and says how long that takes', async () => {
    placeGo('go1.26.8');
    expect(await findTemporalCli({ ...options, searchPath: bin })).toBe(cached());
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('about 4 minutes');
    expect(readdirSync(options.cacheDir)).toEqual(['temporal-1.5.1']);
  });

  test('what an earlier build left half made is cleared away', async () => {
    placeGo('go1.25.0');
    place('half', options.cacheDir, 'temporal-1.5.1.making-abc', 'temporal');
    await findTemporalCli({ ...options, searchPath: bin });
    expect(readdirSync(options.cacheDir)).toEqual(['temporal-1.5.1']);
  });

  test('and there is no Go, the error names the three ways out', async () => {
    const finding = findTemporalCli(options);
    await expect(finding).rejects.toMatchObject({ name: 'TemporalCliNotFoundError' });
    for (const way of [
      'cannot be reached',
      'no Go',
      'TEMPORAL_CLI_PATH',
      'on PATH',
      'Go 1.25',
      'TEMPORAL_ADDRESS',
    ]) {
      await expect(finding).rejects.toThrow(way);
    }
    expect(existsSync(cached())).toBe(false);
  });

  test('an older Go is not asked to build', async () => {
    placeGo('go1.24.13');
    await expect(findTemporalCli({ ...options, searchPath: bin })).rejects.toThrow('Go is older than 1.25');
  });

  test('what Go built but does not run is not kept', async () => {
    placeGo('go1.26.8', '#!/bin/sh\nexit 1\n');
    await expect(findTemporalCli({ ...options, searchPath: bin })).rejects.toThrow(
      'does not run on this machine',
    );
    expect(readdirSync(options.cacheDir)).toEqual([]);
  });

  test('Ctrl-C ends a build', async () => {
    place('#!/bin/sh\nif [ "$1" = version ]; then echo go1.26.8; else exec /bin/sleep 60; fi\n', bin, 'go');
    const told = new AbortController();
    const onNotice = () => told.abort(new Error('told to stop'));
    const finding = findTemporalCli({ ...options, searchPath: bin, onNotice, signal: told.signal });
    await expect(finding).rejects.toThrow('told to stop');
    expect(readdirSync(options.cacheDir)).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../../src/local/process/ports';
import type { FindTemporalCliOptions } from '../../../src/local/temporal/find-cli';

/** A folder with the programs that a search for the CLI may find, for each test. */
export const cli = {} as {
  home: string;
  bin: string;
  options: FindTemporalCliOptions & { cacheDir: string; sdkDownloadDir: string };
  notices: string[];
};

/** Prints a version as the CLI does; enough where the CLI is only searched for. */
export const CLI = '#!/bin/sh\necho temporal version 1.5.1\n';

export const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

const sites: Server[] = [];

/** Creates the folder before each test of this file, and removes it after each. */
export function useCliFolder(): void {
  beforeEach(async () => {
    const home = mkdtempSync(join(tmpdir(), 'mobipium-cli-'));
    const bin = join(home, 'bin');
    mkdirSync(bin);
    const notices: string[] = [];
    const options = {
      cacheDir: join(home, 'cache'),
      searchPath: '',
      sdkDownloadDir: join(home, 'tmp'),
      downloadUrl: `http://127.0.0.1:${await findFreePort()}`,
      onNotice: (sentence: string) => notices.push(sentence),
    };
    Object.assign(cli, { home, bin, notices, options });
  });

  afterEach(async () => {
    await Promise.all(sites.splice(0).map((site) => new Promise((resolve) => site.close(resolve))));
    rmSync(cli.home, { recursive: true, force: true });
  });
}

/** Write a program to a path. */
export function writeProgram(text: string, ...path: string[]): string {
  const file = join(...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** Run as a user other than root, who may enter any folder. */
export async function asOtherUser<T>(run: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return run();
  chmodSync(cli.home, 0o755);
  process.seteuid!(65_534);
  try {
    return await run();
  } finally {
    process.seteuid!(0);
  }
}

export function giveAway(folder: string): void {
  chownSync(folder, 65_534, 65_534);
}

/** A site that responds as `temporal.download` does, and records its requests. */
export async function startSite(program = CLI) {
  writeProgram(program, cli.home, 'site', 'temporal');
  execFileSync('tar', ['-czf', join(cli.home, 'site.tar.gz'), '-C', join(cli.home, 'site'), 'temporal']);
  const requests: string[] = [];
  const site = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === '/archive') return response.end(readFileSync(join(cli.home, 'site.tar.gz')));
    return response.end(JSON.stringify({ archiveUrl: `${url}/archive`, fileToExtract: 'temporal' }));
  });
  sites.push(site);
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const checksum = createHash('sha256')
    .update(readFileSync(join(cli.home, 'site.tar.gz')))
    .digest('hex');
  const checksums = { [platform]: checksum };
  return { downloadUrl: url, checksums, requests };
}

/** A `go` that prints this version, and installs `program`. */
export function writeGo(version: string, program = CLI): string {
  const install = `printf '${program.replaceAll('\n', '\\n')}' > "$GOBIN/temporal"; /bin/chmod +x "$GOBIN/temporal"`;
  return writeProgram(
    `#!/bin/sh\nif [ "$1" = version ]; then echo go version ${version} linux/amd64; else ${install}; fi\n`,
    cli.bin,
    'go',
  );
}

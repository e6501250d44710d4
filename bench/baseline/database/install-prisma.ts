import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig, readEnvironment } from '../../../src/config';
import { installOnce } from '../../../src/local/process/install-once';
import { toolEnvironment } from '../../../src/local/process/tool-environment';

const VERSION = '7.10.0';
const SCHEMA = join(__dirname, 'schema.prisma');

/** Where Prisma generates the client, in the installed folder. */
const GENERATED = 'node_modules/.prisma/client/index.js';

const WITHIN_MS = 5 * 60_000;

const run = promisify(execFile);

/**
 * Install Prisma's client for the plan's tables into the project's cache folder, once: 85 MB from the npm registry, in
 * half a minute. The project itself does not depend on Prisma.
 *
 * @param log receives what is being done, and the reason if it cannot be installed.
 * @returns the folder from which the client and its adapter are loaded. Undefined: it cannot be installed.
 */
export async function installPrisma(log: (line: string) => void): Promise<string | undefined> {
  const schemaHash = createHash('sha256').update(readFileSync(SCHEMA)).digest('hex').slice(0, 8);
  const folder = join(readConfig(readEnvironment()).cacheDir, `prisma-${VERSION}-${schemaHash}`);
  try {
    await installOnce({
      title: 'Prisma',
      file: folder,
      isValid: (installed) => Promise.resolve(existsSync(join(installed, GENERATED))),
      async create(temporary) {
        log(`installing Prisma ${VERSION} into ${folder} (once)`);
        return installInto(temporary);
      },
      onNotice: log,
    });
    return folder;
  } catch (error) {
    log(`Prisma cannot be installed (${describe(error)}), so the plan writes through pg instead`);
    return undefined;
  }
}

/** The command line is only needed to generate the client, and is three times as large. */
async function installInto(folder: string): Promise<string> {
  const client = join(folder, 'client');
  const cli = join(folder, 'cli');
  await installPackages(client, ['@prisma/client', '@prisma/adapter-pg']);
  await installPackages(cli, ['prisma']);
  copyFileSync(SCHEMA, join(client, 'schema.prisma'));
  const prisma = join(cli, 'node_modules/prisma/build/index.js');
  await run(process.execPath, [prisma, 'generate', '--schema', 'schema.prisma', '--no-hints'], {
    cwd: client,
    timeout: WITHIN_MS,
    // It requires the path of a schema engine, which it would download, and never runs. Any existing file satisfies it.
    env: { ...toolEnvironment(), PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
  return client;
}

async function installPackages(folder: string, names: string[]): Promise<void> {
  mkdirSync(folder);
  const dependencies = Object.fromEntries(names.map((name) => [name, VERSION]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  // Without a registry, npm would retry each package for a minute by default.
  const retries = ['--prefer-offline', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...retries];
  await run('npm', ['install', ...options], { cwd: folder, timeout: WITHIN_MS, env: toolEnvironment() });
}

/** The first line in which npm or Prisma says what failed. */
function describe(error: unknown): string {
  const { message, stderr = '' } = error as Error & { stderr?: string };
  return /^(?:npm error(?: code)?|Error:) (.+)$/m.exec(stderr)?.[1] ?? message.split('\n')[0]!;
}

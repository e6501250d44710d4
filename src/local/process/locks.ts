import { readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assertOwner, createDirectory, withReason } from './directories';
import { readProcess } from './processes';

/** A running process has locked this directory. */
export class DirectoryInUseError extends Error {
  override name = 'DirectoryInUseError';
  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(`Process ${pid} is using ${directory}. Stop it, or choose another directory.`);
  }
}

/**
 * Create a directory with this mode unless it exists, and lock it for this process.
 *
 * @returns a function that releases the lock and keeps the files. Idempotent.
 * @throws {DirectoryInUseError} if a running process, which may be this one, holds the lock.
 * @throws {SetupError} if it cannot be created or written to, or belongs to another user.
 */
export function lockDirectory(directory: string, mode: number): () => void {
  const path = resolve(directory);
  createDirectory(path, mode);
  assertOwner(path);
  const lock = join(path, 'lock');
  const holder = withReason(`Cannot write to the folder ${path}`, () => acquireLock(lock));
  if (holder !== undefined) throw new DirectoryInUseError(path, holder);
  return () => releaseLock(lock);
}

/**
 * Acquire a lock for this process: a file that exists while the lock is held. Its folder must exist.
 *
 * The lock of a process that was killed is taken over.
 *
 * @returns undefined, or the pid of the running process that holds the lock: it may be this one.
 */
export function acquireLock(file: string): number | undefined {
  for (;;) {
    try {
      // A dangling symlink appears atomically with its content; a file would be empty for a moment.
      symlinkSync(describeSelf(), file);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const content = readLock(file);
    const holder = content === undefined ? undefined : findHolder(content);
    if (holder !== undefined) return holder;
    removeStale(file, content);
  }
}

/** Release a lock. Does nothing if this process does not hold it. */
export function releaseLock(file: string): void {
  if (readLock(file) === describeSelf()) rmSync(file, { force: true });
}

/** Remove a stale lock, unless another process has meanwhile replaced it with its own. */
function removeStale(file: string, content: string | undefined): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    const moved = readLock(aside);
    if (moved !== undefined && moved !== content) symlinkSync(moved, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function describeSelf(): string {
  return `${process.pid} ${readProcess(process.pid)?.startedAt ?? ''}`;
}

function readLock(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

function findHolder(content: string): number | undefined {
  const [, pid, startedAt] = /^(\d+) (.*)$/.exec(content) ?? [];
  return pid !== undefined && readProcess(Number(pid))?.startedAt === startedAt ? Number(pid) : undefined;
}

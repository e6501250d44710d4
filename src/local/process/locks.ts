import { readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { readProcess } from './processes';

/** The process that has a lock. */
export interface LockHolder {
  pid: number;
  /** See {@link readProcess}. */
  startedAt: string;
}

/**
 * Take a lock for this process: a file that is there as long as it is held. Its folder must exist.
 *
 * A lock whose holder is dead, killed before it could let go, is taken over.
 *
 * @returns undefined, or whoever has the lock and runs: it may be this very process.
 */
export function acquireLock(file: string): LockHolder | undefined {
  for (;;) {
    try {
      // A link to nowhere, since it appears at once with all that it says; a file is empty for a moment.
      symlinkSync(describeSelf(), file);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const said = readLock(file);
    const holder = said === undefined ? undefined : findHolder(said);
    if (holder !== undefined) return holder;
    removeDead(file, said);
  }
}

/** Let go of a lock. One that this process does not have stays as it is. */
export function releaseLock(file: string): void {
  if (readLock(file) === describeSelf()) rmSync(file, { force: true });
}

/** Remove a dead lock, but not the new one of another process that found it dead a moment earlier. */
function removeDead(file: string, said: string | undefined): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    const moved = readLock(aside);
    if (moved !== undefined && moved !== said) symlinkSync(moved, file);
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

function findHolder(said: string): LockHolder | undefined {
  const [, pid, startedAt] = /^(\d+) (.*)$/.exec(said) ?? [];
  if (pid === undefined || startedAt === undefined) return undefined;
  if (readProcess(Number(pid))?.startedAt !== startedAt) return undefined;
  return { pid: Number(pid), startedAt };
}

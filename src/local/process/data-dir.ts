import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DirectoryInUseError } from '../postgres/cluster';
import { releaseLock, acquireLock } from './locks';

/**
 * Make a directory unless it is there, and hold it for this process until the function that it returns is called.
 *
 * One whose holder was killed is taken over. On Windows, where a process cannot be looked at, nobody is refused.
 *
 * @returns lets others have it; its files stay.
 * @throws {DirectoryInUseError} with the pid of the process that has it, if that one still runs.
 */
export async function lockDataDir(directory: string): Promise<() => void> {
  const path = resolve(directory);
  await mkdir(path, { recursive: true });
  const lock = join(path, 'lock');
  const holder = acquireLock(lock);
  if (holder !== undefined) throw new DirectoryInUseError(path, holder.pid);
  return () => releaseLock(lock);
}

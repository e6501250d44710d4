import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseLock, acquireLock } from '../process/locks';

export interface InstallOnceOptions {
  /** The program to have. Its folder is made. */
  file: string;
  /** Whether the file is what we want. One that is not is replaced. */
  isGood: (file: string) => Promise<boolean>;
  /** Make the program somewhere in this empty folder, which goes away, and say where it is. */
  make: (folder: string) => Promise<string>;
  /** Told that another process is at it already. */
  onNotice: (sentence: string) => void;
  signal?: AbortSignal | undefined;
}

const POLL_MS = 200;

/**
 * Install a program that takes long to make: never half, and by one process while the others wait.
 *
 * @throws what `make` throws, or the signal's reason.
 */
export async function installOnce({
  file,
  isGood,
  make,
  onNotice,
  signal,
}: InstallOnceOptions): Promise<void> {
  const home = dirname(file);
  mkdirSync(home, { recursive: true });
  const lock = `${file}.lock`;
  await waitForLock(lock, onNotice, signal);
  try {
    if (await isGood(file)) return;
    const prefix = `${basename(file)}.making-`;
    // What is there was left by a process that was killed: the lock is ours.
    for (const name of readdirSync(home).filter((name) => name.startsWith(prefix)))
      removeFolder(join(home, name));
    const folder = mkdtempSync(join(home, prefix));
    try {
      const made = await make(folder);
      chmodSync(made, 0o755);
      renameSync(made, file);
    } finally {
      removeFolder(folder);
    }
  } finally {
    releaseLock(lock);
  }
}

async function waitForLock(
  lock: string,
  onNotice: (sentence: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  let holder = acquireLock(lock);
  if (holder !== undefined) onNotice(`Process ${holder.pid} is fetching the Temporal CLI; waiting for it.`);
  while (holder !== undefined) {
    await sleep(POLL_MS, undefined, { signal });
    holder = acquireLock(lock);
  }
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDirectory } from './directories';
import { acquireLock, releaseLock } from './locks';

export interface InstallOnceOptions {
  /** What is installed, for the notice: `the Temporal CLI`. */
  title: string;
  /** The program to install, or a folder with it. The folder around it is created. */
  file: string;
  /** Whether it is the expected program or folder; otherwise it is replaced. */
  isValid: (file: string) => Promise<boolean>;
  /** Create the program or folder anywhere in this empty temporary folder, and return its path. */
  create: (folder: string) => Promise<string>;
  /** Receives a sentence if another process is already installing it. */
  onNotice: (sentence: string) => void;
  signal?: AbortSignal | undefined;
}

const POLL_MS = 200;

/**
 * Install a program, or a folder with it, that takes long to create: atomically, and in one process while the others wait.
 *
 * @throws what `create` throws, or the signal's reason.
 */
export async function installOnce(options: InstallOnceOptions): Promise<void> {
  const { file, isValid, create } = options;
  const parent = dirname(file);
  createDirectory(parent, 0o700, 'CACHE_DIR');
  const lock = `${file}.lock`;
  await waitForLock(lock, options);
  try {
    if (await isValid(file)) return;
    const prefix = `${basename(file)}.making-`;
    // Under the lock, any such folder was left by a process that was killed.
    for (const name of readdirSync(parent).filter((name) => name.startsWith(prefix)))
      removeFolder(join(parent, name));
    const folder = mkdtempSync(join(parent, prefix));
    try {
      const created = await create(folder);
      chmodSync(created, 0o755);
      // A rename replaces a file, but not a folder with content.
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) removeFolder(file);
      renameSync(created, file);
    } finally {
      removeFolder(folder);
    }
  } finally {
    releaseLock(lock);
  }
}

async function waitForLock(lock: string, { title, onNotice, signal }: InstallOnceOptions): Promise<void> {
  let holder = acquireLock(lock);
  if (holder !== undefined) onNotice(`Waiting for process ${holder}, which is installing ${title}.`);
  while (holder !== undefined) {
    await sleep(POLL_MS, undefined, { signal });
    holder = acquireLock(lock);
  }
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

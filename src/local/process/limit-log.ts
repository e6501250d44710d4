import { closeSync, fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';

const MAX_BYTES = 10 * 1_024 * 1_024;
const KEPT_BYTES = 1_024 * 1_024;
const CHECK_EVERY_MS = 5_000;

export interface LogLimits {
  maxBytes?: number;
  keptBytes?: number;
  checkEveryMs?: number;
}

/**
 * Keep the log of a server small: once it has more than 10 MiB, all but the last MiB is removed. A line that the server
 * writes at that moment may be lost.
 *
 * The server cannot be asked to open another file, so the file is shortened in place. Needs a descriptor for reading and
 * appending, and the server must append too. Takes the descriptor over.
 *
 * @returns a function that ends this and closes the descriptor. Idempotent.
 */
export function limitLog(
  descriptor: number,
  { maxBytes = MAX_BYTES, keptBytes = KEPT_BYTES, checkEveryMs = CHECK_EVERY_MS }: LogLimits = {},
): () => void {
  const shorten = () => {
    try {
      const { size } = fstatSync(descriptor);
      if (size <= maxBytes) return;
      const end = Buffer.alloc(keptBytes);
      const length = readSync(descriptor, end, 0, keptBytes, size - keptBytes);
      const firstLine = end.indexOf('\n') + 1;
      ftruncateSync(descriptor);
      writeSync(descriptor, end.subarray(firstLine, length));
    } catch {
      // A full or broken disk is not the log's to report.
    }
  };
  const timer = setInterval(shorten, checkEveryMs);
  timer.unref();
  let isOpen = true;
  return () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(timer);
    closeSync(descriptor);
  };
}

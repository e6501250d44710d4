import { renameSync, statSync } from 'node:fs';
import pino, { type DestinationStream } from 'pino';
import { describeSystemError } from './process/setup-error';

export interface LogFileOptions {
  /** Default: 10 MiB. */
  maxBytes?: number;
  /** Default: 5, so that all together have at most 50 MiB. */
  maxFiles?: number;
  /** Receives a sentence when the file cannot be written, once until it can be written again. */
  onProblem?: (sentence: string) => void;
}

/** What is kept in memory while the disk is full, in bytes. Further lines are lost. */
const MAX_UNWRITTEN_BYTES = 1_024 * 1_024;

/**
 * Open a log file that only this user can read. Before it becomes too large, it is renamed to `<file>.1`, an earlier `.1`
 * to `.2` and so on; the oldest one is replaced.
 *
 * Lines are written synchronously, so that none is lost when the process ends: libraries that rotate files keep lines in
 * memory.
 */
export function openLogFile(
  file: string,
  { maxBytes = 10 * 1_024 * 1_024, maxFiles = 5, onProblem = () => undefined }: LogFileOptions = {},
): DestinationStream {
  const destination = pino.destination({
    dest: file,
    sync: true,
    mode: 0o600,
    maxLength: MAX_UNWRITTEN_BYTES,
  });
  let isFailing = false;
  // Without a listener, a full disk would end the process.
  destination.on('error', (error: unknown) => {
    const reason = describeSystemError(error) ?? 'unknown failure';
    if (!isFailing) onProblem(`Cannot write the log ${file}: ${reason}. The service continues without it.`);
    isFailing = true;
  });
  destination.on('write', () => (isFailing = false));
  let size = statSync(file).size;
  return {
    write(line: string) {
      const bytes = Buffer.byteLength(line);
      if (size > 0 && size + bytes > maxBytes) {
        rotate(file, maxFiles);
        destination.reopen();
        size = statSync(file).size;
      }
      destination.write(line);
      size += bytes;
    },
  };
}

function rotate(file: string, maxFiles: number): void {
  for (let number = maxFiles - 1; number > 0; number -= 1) {
    try {
      renameSync(number === 1 ? file : `${file}.${number - 1}`, `${file}.${number}`);
    } catch {
      // There is no such file yet, or the folder cannot be written: then the file grows on.
    }
  }
}

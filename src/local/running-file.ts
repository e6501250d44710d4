import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { readProcess } from './process/processes';

const RunningSchema = Type.Object({
  pid: Type.Integer({ minimum: 2 }),
  /** See {@link readProcess}. */
  startedAt: Type.String(),
  /** Password included: a secret. */
  databaseUrl: Type.String(),
  /** Undefined: as a profile of Temporal's own says. */
  temporalAddress: Type.Optional(Type.String()),
  temporalNamespace: Type.Optional(Type.String()),
  temporalUiUrl: Type.Optional(Type.String()),
  apiUrl: Type.String(),
  /** Where the sandbox answers; undefined: the network itself is mirrored. */
  sandboxUrl: Type.Optional(Type.String()),
});

/** Where everything is that one `start` brought up. */
export type RunningService = Static<typeof RunningSchema>;

/** The sandbox that `start` brings up asks for a token as the network does; this one is no secret. */
export const SANDBOX_TOKEN = 'sandbox';

/** What is mirrored: each has a folder of its own in `DATA_DIR`, and can be up beside the other. */
export type Source = 'sandbox' | 'network';

/** Where `start` keeps all that it has of one source: `.data/sandbox`. */
export function sourceFolder(dataDir: string, source: Source): string {
  return join(dataDir, source);
}

/**
 * Note where things are, so that commands in other terminals find them. Only our own user can read the file.
 *
 * @returns removes the note.
 */
export function writeRunningFile(
  folder: string,
  places: Omit<RunningService, 'pid' | 'startedAt'>,
): () => void {
  const file = fileIn(folder);
  const startedAt = readProcess(process.pid)?.startedAt ?? '';
  const unfinished = `${file}.${process.pid}`;
  // A file left by a start that was killed may have any mode, so it is not written to.
  writeFileSync(unfinished, JSON.stringify({ pid: process.pid, startedAt, ...places }), { mode: 0o600 });
  renameSync(unfinished, file);
  return () => rmSync(file, { force: true });
}

/**
 * Find what `start` brought up in a data folder and that is up now: of `preferred` if it is, else of the other source.
 * A note whose process is dead counts as none.
 */
export function findRunningService(dataDir: string, preferred: Source): RunningService | undefined {
  const other = preferred === 'sandbox' ? 'network' : 'sandbox';
  return readRunning(sourceFolder(dataDir, preferred)) ?? readRunning(sourceFolder(dataDir, other));
}

function readRunning(folder: string): RunningService | undefined {
  const noted = readNote(fileIn(folder));
  if (!Value.Check(RunningSchema, noted)) return undefined;
  return readProcess(noted.pid)?.startedAt === noted.startedAt ? noted : undefined;
}

function readNote(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Not there, or another user's: then what runs is not ours to speak to.
    return undefined;
  }
}

function fileIn(folder: string): string {
  return join(folder, 'running.json');
}

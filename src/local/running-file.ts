import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { readProcess } from './process/processes';

const RunningServiceSchema = Type.Object({
  pid: Type.Integer({ minimum: 2 }),
  /** See {@link readProcess}. */
  startedAt: Type.String(),
  /** Password included: a secret. */
  databaseUrl: Type.String(),
  /** Undefined: a profile of Temporal's own names the server. */
  temporalAddress: Type.Optional(Type.String()),
  temporalNamespace: Type.Optional(Type.String()),
  /** Of all names on the Temporal server. Undefined or empty: none. */
  temporalPrefix: Type.Optional(Type.String()),
  temporalUiUrl: Type.Optional(Type.String()),
  isTemporalEmbedded: Type.Optional(Type.Boolean()),
  apiUrl: Type.String(),
  /** Undefined: the real network is mirrored. */
  sandboxUrl: Type.Optional(Type.String()),
  logFile: Type.Optional(Type.String()),
  /** The intervals of its schedules. */
  highEveryMs: Type.Optional(Type.Integer({ minimum: 1 })),
  fullEveryMs: Type.Optional(Type.Integer({ minimum: 1 })),
});

/** A running `start`, and how to reach its parts. */
export type RunningService = Static<typeof RunningServiceSchema>;

/** The token of the sandbox that `start` starts. Not a secret. */
export const SANDBOX_TOKEN = 'sandbox';

/** What is mirrored: each source has a folder of its own in `DATA_DIR`, and both may run at the same time. */
export type Source = 'sandbox' | 'network';

/** The folder for everything that `start` keeps for one source: `.data/sandbox`. */
export function sourceFolder(dataDir: string, source: Source): string {
  return join(dataDir, source);
}

/**
 * Write `running.json`, by which commands in other terminals find the service. Only the user of this process can read it.
 *
 * @returns a function that removes the file.
 */
export function writeRunningFile(
  folder: string,
  service: { [Key in Exclude<keyof RunningService, 'pid' | 'startedAt'>]: RunningService[Key] | undefined },
): () => void {
  const file = runningFile(folder);
  const startedAt = readProcess(process.pid)?.startedAt ?? '';
  const unfinished = `${file}.${process.pid}`;
  // The file of a start that was killed may have any mode, so it is replaced, not overwritten.
  writeFileSync(unfinished, JSON.stringify({ pid: process.pid, startedAt, ...service }), { mode: 0o600 });
  renameSync(unfinished, file);
  return () => rmSync(file, { force: true });
}

/**
 * Find the running `start` of a data folder: the one that mirrors `preferred`, otherwise the other source. The file of a
 * process that is dead is ignored.
 */
export function findRunningService(dataDir: string, preferred: Source): RunningService | undefined {
  const other = preferred === 'sandbox' ? 'network' : 'sandbox';
  return readRunningFile(sourceFolder(dataDir, preferred)) ?? readRunningFile(sourceFolder(dataDir, other));
}

function readRunningFile(folder: string): RunningService | undefined {
  const content = readJson(runningFile(folder));
  if (!Value.Check(RunningServiceSchema, content)) return undefined;
  return readProcess(content.pid)?.startedAt === content.startedAt ? content : undefined;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Missing, or unreadable because another user's service wrote it.
    return undefined;
  }
}

function runningFile(folder: string): string {
  return join(folder, 'running.json');
}

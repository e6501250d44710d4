import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildTemporalCli } from './build-cli';
import { downloadTemporalCli } from './download-cli';
import { installOnce } from './install-once';

export interface FindTemporalCliOptions {
  /** What `TEMPORAL_CLI_PATH` says. Then only this one will do. */
  cliPath?: string | undefined;
  /** Where one that is fetched is kept for the next start. Made if it is needed. */
  cacheDir: string;
  /** Told, in a sentence, what takes long. */
  onNotice?: ((sentence: string) => void) | undefined;
  /** Ends a download or a build. */
  signal?: AbortSignal | undefined;
  /** Where programs are looked for. */
  searchPath?: string | undefined;
  /** Where the SDK keeps its downloads. */
  sdkDownloadDir?: string;
  /** The site that the SDK downloads from, too. */
  downloadUrl?: string;
}

/** There is no Temporal CLI and none could be fetched, or the chosen one does not run. The message says what to do. */
export class TemporalCliNotFoundError extends Error {
  override name = 'TemporalCliNotFoundError';
}

/** The version that is fetched where there is none. Newer ones refuse `go install`. */
export const TEMPORAL_CLI_VERSION = '1.5.1';

/** Its first run may have to be read from a slow disk: it is 250 MB. */
const ANSWER_WITHIN_MS = 30_000;

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/**
 * Find the Temporal CLI, or fetch it: a program that has been seen to run.
 *
 * Looked at in this order: the chosen path, `temporal` on PATH, the cache folder, what the SDK once downloaded. Then
 * it is downloaded from where the SDK would, or else built by Go, into the cache folder. A build takes minutes;
 * another process that needs it too waits for it. A file in the cache folder that does not run is replaced.
 *
 * @returns its whole path.
 * @throws {TemporalCliNotFoundError} saying what can be done.
 */
export async function findTemporalCli(options: FindTemporalCliOptions): Promise<string> {
  const { cliPath, cacheDir, searchPath = process.env.PATH, sdkDownloadDir = tmpdir() } = options;
  if (cliPath !== undefined) return checkChosen(cliPath);

  const cached = resolve(cacheDir, `temporal-${TEMPORAL_CLI_VERSION}${SUFFIX}`);
  for (const file of [...listOnPath(searchPath), cached, ...listSdkDownloads(sdkDownloadDir)]) {
    if (await isTemporalCli(file)) return file;
  }
  await fetchInto(cached, options);
  return cached;
}

/** Whether this file is a Temporal CLI that runs on this machine. */
export async function isTemporalCli(file: string): Promise<boolean> {
  return (await askVersion(file)) === undefined;
}

async function checkChosen(cliPath: string): Promise<string> {
  const file = resolve(cliPath);
  const problem = await askVersion(file);
  if (problem === undefined) return file;
  throw new TemporalCliNotFoundError(
    `TEMPORAL_CLI_PATH is set to ${file}, which is not a Temporal CLI that runs here: ${problem}. ` +
      'Set it to one, or leave it out.',
  );
}

/** Undefined: it is a Temporal CLI and runs. Else what is wrong with it. */
async function askVersion(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: ANSWER_WITHIN_MS, env: {} });
    return stdout.startsWith('temporal version ') ? undefined : 'it is another program';
  } catch (error) {
    const { code, killed } = error as { code?: string | number; killed?: boolean };
    if (code === 'ENOENT') return 'there is no such file';
    if (code === 'EACCES') return 'it may not be executed';
    return killed === true ? 'it does not answer' : 'it fails';
  }
}

function listOnPath(searchPath = ''): string[] {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  return folders
    .map((folder) => resolve(folder, `temporal${SUFFIX}`))
    .filter((file) => isOwnFile(file, 'anyone'));
}

/** Files such as `temporal-sdk-typescript-1.24.0`, the highest version first. */
function listSdkDownloads(folder: string): string[] {
  return readNames(folder)
    .filter((name) => /^temporal-sdk-typescript-\d+\.\d+\.\d+(\.exe)?$/.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(folder, name))
    .filter((file) => isOwnFile(file, 'us'));
}

/** The folder for temporary files is open to every user of the machine, so what lies there must be ours to be run. */
function isOwnFile(file: string, owner: 'us' | 'anyone'): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) return false;
  return owner === 'anyone' || process.getuid === undefined || found.uid === process.getuid();
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function fetchInto(file: string, options: FindTemporalCliOptions): Promise<void> {
  const { onNotice = () => undefined, signal, searchPath = process.env.PATH, downloadUrl } = options;
  const context = { version: TEMPORAL_CLI_VERSION, onNotice, signal, searchPath, downloadUrl };
  const refusals: string[] = [];
  try {
    await installOnce({
      file,
      isGood: isTemporalCli,
      onNotice,
      signal,
      async make(folder) {
        for (const fetch of [downloadTemporalCli, buildTemporalCli]) {
          try {
            const made = await fetch(folder, context);
            if (await isTemporalCli(made)) return made;
            refusals.push('what came does not run on this machine');
          } catch (error) {
            signal?.throwIfAborted();
            refusals.push((error as Error).message);
          }
        }
        throw new Error(refusals.join('; '));
      },
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new TemporalCliNotFoundError(describeWaysOut((error as Error).message));
  }
}

function describeWaysOut(reason: string): string {
  return [
    `There is no Temporal CLI on this machine, and none could be fetched: ${reason}.`,
    'Any one of these helps:',
    '  - put the program `temporal` on PATH (https://docs.temporal.io/cli)',
    '  - set TEMPORAL_CLI_PATH to where it is',
    '  - install Go 1.25 or newer, which then builds it once; or set TEMPORAL_ADDRESS to a Temporal server that you have',
  ].join('\n');
}

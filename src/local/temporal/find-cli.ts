import { execFile } from 'node:child_process';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '../process/install-once';
import { buildTemporalCli } from './build-cli';
import { downloadTemporalCli, type FetchContext } from './download-cli';
import { findDistrust } from './trusted';
import { ARCHIVE_CHECKSUMS, TEMPORAL_CLI_VERSION } from './version';

export interface FindTemporalCliOptions extends Partial<Omit<FetchContext, 'version'>> {
  /** The value of `TEMPORAL_CLI_PATH`. If it is set, no other program is used. */
  cliPath?: string | undefined;
  /** Keeps a fetched CLI for later starts. Created when needed. */
  cacheDir: string;
  /** The folder of the SDK's own downloads. Default: the system's folder for temporary files. */
  sdkDownloadDir?: string;
}

/** No Temporal CLI was found or fetched, or the chosen one does not run. The message says what to do. */
export class TemporalCliNotFoundError extends Error {
  override name = 'TemporalCliNotFoundError';
}

/** The first run may have to read 250 MB from a slow disk. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Find the Temporal CLI, or fetch it. The program has been run once to check it.
 *
 * Searched in this order: the chosen path, `temporal` on PATH, the cache folder, the SDK's downloads. If there is none, it
 * is downloaded from the SDK's source, or else built with Go, into the cache folder. A build takes minutes; other
 * processes that need the CLI wait for it. A file in the cache folder that does not run is replaced. Nothing is run from,
 * or put into, a cache folder that another user could change.
 *
 * @returns an absolute path.
 * @throws {TemporalCliNotFoundError} with the possible remedies.
 */
export async function findTemporalCli(options: FindTemporalCliOptions): Promise<string> {
  const { cliPath, cacheDir, searchPath = process.env.PATH, sdkDownloadDir = tmpdir() } = options;
  if (cliPath !== undefined) return checkChosen(cliPath);

  const cached = resolve(cacheDir, `temporal-${TEMPORAL_CLI_VERSION}`);
  const distrust = findDistrust(cached);
  const trusted = distrust === undefined ? [cached] : [];
  for (const file of [...listOnPath(searchPath), ...trusted, ...listSdkDownloads(sdkDownloadDir)]) {
    if (await isTemporalCli(file)) return file;
  }
  if (distrust !== undefined) {
    throw new TemporalCliNotFoundError(
      `There is no Temporal CLI on this machine, and the folder ${cacheDir} cannot keep one: ${distrust}. Another user ` +
        'could replace the program there. Set CACHE_DIR to a folder of your own.',
    );
  }
  await fetchInto(cached, options);
  return cached;
}

/** Whether this file is a Temporal CLI that runs on this machine. */
export async function isTemporalCli(file: string): Promise<boolean> {
  return (await findProblem(file)) === undefined;
}

async function checkChosen(cliPath: string): Promise<string> {
  const file = resolve(cliPath);
  const problem = await findProblem(file);
  if (problem === undefined) return file;
  throw new TemporalCliNotFoundError(
    `TEMPORAL_CLI_PATH is set to ${file}, which is not a working Temporal CLI: ${problem}. ` +
      'Set it to a Temporal CLI, or unset it.',
  );
}

/** Run `--version`. Undefined: the file is a Temporal CLI that runs. */
async function findProblem(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: ANSWER_WITHIN_MS, env: {} });
    return stdout.startsWith('temporal version ') ? undefined : 'it is another program';
  } catch (error) {
    const { code, killed } = error as { code?: string | number; killed?: boolean };
    if (code === 'ENOENT') return 'the file does not exist';
    if (code === 'EACCES') return 'the file is not executable';
    return killed === true ? 'it does not respond' : 'it fails';
  }
}

function listOnPath(searchPath = ''): string[] {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => resolve(folder, 'temporal')).filter((file) => isFile(file));
}

/** Files such as `temporal-sdk-typescript-1.24.0`, the highest version first. */
function listSdkDownloads(folder: string): string[] {
  return (
    readNames(folder)
      .filter((name) => /^temporal-sdk-typescript-\d+\.\d+\.\d+$/.test(name))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((name) => join(folder, name))
      // The folder for temporary files is writable by every user of the machine.
      .filter((file) => lstatSync(file).isFile() && findDistrust(file) === undefined)
  );
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    // Missing, or in a folder of PATH that is a file or that this user may not enter.
    return false;
  }
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
  const { checksums = ARCHIVE_CHECKSUMS } = options;
  const context = { version: TEMPORAL_CLI_VERSION, checksums, onNotice, signal, searchPath, downloadUrl };
  const problems: string[] = [];
  try {
    await installOnce({
      title: 'the Temporal CLI',
      file,
      isValid: isTemporalCli,
      onNotice,
      signal,
      async create(folder) {
        for (const fetch of [downloadTemporalCli, buildTemporalCli]) {
          try {
            const created = await fetch(folder, context);
            if (await isTemporalCli(created)) return created;
            problems.push('the fetched program does not run on this machine');
          } catch (error) {
            signal?.throwIfAborted();
            problems.push((error as Error).message);
          }
        }
        throw new Error(problems.join('; '));
      },
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new TemporalCliNotFoundError(describeRemedies((error as Error).message));
  }
}

function describeRemedies(reason: string): string {
  return [
    `There is no Temporal CLI on this machine, and fetching it failed: ${reason}.`,
    'Do one of these:',
    '  - put the program `temporal` on PATH (https://docs.temporal.io/cli)',
    '  - set TEMPORAL_CLI_PATH to its path',
    '  - install Go 1.25 or newer, which builds it once',
    '  - set TEMPORAL_ADDRESS to a Temporal server that is already running',
  ].join('\n');
}

import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';

/** What fetching the CLI needs, in whatever way. */
export interface FetchContext {
  /** Such as `1.5.1`. */
  version: string;
  onNotice: (sentence: string) => void;
  signal?: AbortSignal | undefined;
  /** Where programs are looked for. */
  searchPath?: string | undefined;
  downloadUrl?: string | undefined;
}

/** Where the SDK asks, too; it answers with where the archive is. */
const DOWNLOAD_URL = 'https://temporal.download';

/** On a closed network this is all that is waited for. */
const ANSWER_WITHIN_MS = 5_000;

/** The archive is about 50 MB. */
const DOWNLOAD_WITHIN_MS = 5 * 60_000;

/**
 * Download the Temporal CLI into this folder, the way the SDK does, but this version.
 *
 * @returns where the program is.
 * @throws {Error} with a short reason as its message.
 */
export async function downloadTemporalCli(folder: string, context: FetchContext): Promise<string> {
  const { version, onNotice, signal, downloadUrl = DOWNLOAD_URL } = context;
  const { archiveUrl, fileToExtract } = await askForArchive(downloadUrl, version, signal);
  onNotice(`Downloading the Temporal CLI ${version}, once.`);
  try {
    await unpack(archiveUrl, fileToExtract, folder, signal);
  } catch {
    throw new Error(`the download from ${new URL(archiveUrl).origin} failed`);
  }
  return join(folder, fileToExtract);
}

async function askForArchive(downloadUrl: string, version: string, signal: AbortSignal | undefined) {
  const url = new URL(`/cli/v${version}`, downloadUrl);
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  url.search = new URLSearchParams({ arch, platform, format: 'tar.gz' }).toString();
  let found: unknown;
  try {
    const response = await fetch(url, { signal: within(ANSWER_WITHIN_MS, signal) });
    found = await response.json();
  } catch {
    throw new Error(`${url.origin} cannot be reached`);
  }
  const { archiveUrl, fileToExtract } = found as Record<string, unknown>;
  // The name becomes a path and an argument of tar.
  if (typeof archiveUrl !== 'string' || !/^temporal(\.exe)?$/.test(String(fileToExtract))) {
    throw new Error(`${url.origin} has no Temporal CLI ${version} for ${platform} on ${arch}`);
  }
  return { archiveUrl, fileToExtract: String(fileToExtract) };
}

async function unpack(archiveUrl: string, name: string, folder: string, signal: AbortSignal | undefined) {
  const limit = within(DOWNLOAD_WITHIN_MS, signal);
  const response = await fetch(archiveUrl, { signal: limit });
  if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
  // By way of a file, since tar stops reading at the archive's end mark and would break a pipe.
  const archive = join(folder, 'archive.tar');
  await pipeline(Readable.fromWeb(response.body), createGunzip(), createWriteStream(archive));
  await promisify(execFile)('tar', ['-xf', archive, '-C', folder, name], { signal: limit });
}

function within(ms: number, signal: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(ms), ...(signal === undefined ? [] : [signal])]);
}

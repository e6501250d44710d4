import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';

/** The options that downloading and building the CLI have in common. */
export interface FetchContext {
  /** Such as `1.5.1`. */
  version: string;
  /** Receives a sentence about each step that takes long. */
  onNotice: (sentence: string) => void;
  /** Aborts a download or a build. */
  signal?: AbortSignal | undefined;
  /** Default: `PATH`. */
  searchPath?: string | undefined;
  /** Default: the site that the SDK downloads from. */
  downloadUrl?: string | undefined;
}

/** The SDK's own source; it returns the URL of the archive. */
const DOWNLOAD_URL = 'https://temporal.download';

/** Deadline for that answer, in milliseconds: a start without internet access waits this long. */
const ANSWER_WITHIN_MS = 5_000;

/** Deadline for the archive of about 50 MB, in milliseconds. */
const DOWNLOAD_WITHIN_MS = 5 * 60_000;

/**
 * Download the Temporal CLI into this folder, as the SDK does, but in this version.
 *
 * @returns the path of the program.
 * @throws {Error} with a short reason as its message.
 */
export async function downloadTemporalCli(folder: string, context: FetchContext): Promise<string> {
  const { version, onNotice, signal, downloadUrl = DOWNLOAD_URL } = context;
  const { archiveUrl, fileToExtract } = await findArchive(downloadUrl, version, signal);
  onNotice(`Downloading the Temporal CLI ${version} (once).`);
  try {
    await unpack(archiveUrl, fileToExtract, folder, signal);
  } catch {
    throw new Error(`the download from ${new URL(archiveUrl).origin} failed`);
  }
  return join(folder, fileToExtract);
}

async function findArchive(downloadUrl: string, version: string, signal: AbortSignal | undefined) {
  const url = new URL(`/cli/v${version}`, downloadUrl);
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  url.search = new URLSearchParams({ arch, platform: process.platform, format: 'tar.gz' }).toString();
  let found: unknown;
  try {
    const response = await fetch(url, { signal: withTimeout(ANSWER_WITHIN_MS, signal) });
    found = await response.json();
  } catch {
    throw new Error(`${url.origin} cannot be reached`);
  }
  const { archiveUrl, fileToExtract } = found as Record<string, unknown>;
  // The name becomes a path and an argument of tar.
  if (typeof archiveUrl !== 'string' || fileToExtract !== 'temporal') {
    throw new Error(`${url.origin} has no Temporal CLI ${version} for ${process.platform} on ${arch}`);
  }
  return { archiveUrl, fileToExtract };
}

async function unpack(archiveUrl: string, name: string, folder: string, signal: AbortSignal | undefined) {
  const limit = withTimeout(DOWNLOAD_WITHIN_MS, signal);
  const response = await fetch(archiveUrl, { signal: limit });
  if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
  // Through a file: tar stops reading at the archive's end mark, which would break a pipe.
  const archive = join(folder, 'archive.tar');
  await pipeline(Readable.fromWeb(response.body), createGunzip(), createWriteStream(archive));
  await promisify(execFile)('tar', ['-xf', archive, '-C', folder, name], { signal: limit });
}

/** A signal that aborts after `ms`, or with the given one. */
export function withTimeout(ms: number, signal: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(ms), ...(signal === undefined ? [] : [signal])]);
}

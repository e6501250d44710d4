import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { toolEnvironment } from '../process/tool-environment';

/** The options that downloading and building the CLI have in common. */
export interface FetchContext {
  /** Such as `1.5.1`. */
  version: string;
  /** SHA-256 of the archives, by platform and architecture: `linux-amd64`. Default: those of the version. */
  checksums: Readonly<Record<string, string>>;
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

/** As the archives are named. */
const ARCHITECTURE = process.arch === 'x64' ? 'amd64' : process.arch;

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
  const { version, checksums, onNotice, signal, downloadUrl = DOWNLOAD_URL } = context;
  const checksum = checksums[`${process.platform}-${ARCHITECTURE}`];
  if (checksum === undefined) {
    throw new Error(
      `no checksum is known for ${process.platform} on ${ARCHITECTURE}, so nothing is downloaded`,
    );
  }
  const { archiveUrl, fileToExtract } = await findArchive(downloadUrl, version, signal);
  onNotice(`Downloading the Temporal CLI ${version} (once).`);
  const { origin } = new URL(archiveUrl);
  const archive = join(folder, 'archive.tar.gz');
  const limit = withTimeout(DOWNLOAD_WITHIN_MS, signal);
  const found = await download(archiveUrl, archive, limit).catch(() => {
    throw new Error(`the download from ${origin} failed`);
  });
  if (found !== checksum) {
    const reason = `the archive from ${origin} is not the published one: its SHA-256 is ${found}, not ${checksum}`;
    onNotice(`The download is not used: ${reason}.`);
    throw new Error(reason);
  }
  await unpack(archive, fileToExtract, folder, limit).catch(() => {
    throw new Error(`the archive from ${origin} cannot be unpacked`);
  });
  return join(folder, fileToExtract);
}

async function findArchive(downloadUrl: string, version: string, signal: AbortSignal | undefined) {
  const url = new URL(`/cli/v${version}`, downloadUrl);
  const query = { arch: ARCHITECTURE, platform: process.platform, format: 'tar.gz' };
  url.search = new URLSearchParams(query).toString();
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
    throw new Error(
      `${url.origin} has no Temporal CLI ${version} for ${process.platform} on ${ARCHITECTURE}`,
    );
  }
  return { archiveUrl, fileToExtract };
}

/** @returns the SHA-256 of the file, in hex. */
async function download(url: string, file: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
  const hash = createHash('sha256');
  async function* hashed(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  await pipeline(Readable.fromWeb(response.body), hashed, createWriteStream(file));
  return hash.digest('hex');
}

async function unpack(archive: string, name: string, folder: string, signal: AbortSignal): Promise<void> {
  // Through a file: tar stops reading at the archive's end mark, which would break a pipe.
  const tar = join(folder, 'archive.tar');
  await pipeline(createReadStream(archive), createGunzip(), createWriteStream(tar));
  await promisify(execFile)('tar', ['-xf', tar, '-C', folder, name], { signal, env: toolEnvironment() });
}

/** A signal that aborts after `ms`, or with the given one. */
export function withTimeout(ms: number, signal: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(ms), ...(signal === undefined ? [] : [signal])]);
}

import type { Dispatcher } from 'undici';
import { withDeadline } from '../../async/timeout';
import { UpstreamBrokenAnswerError, UpstreamError, UpstreamUnreachableError } from '../errors';
import { nameFailure } from '../name-failure';
import type { ReadWait } from './retry-after';
import { requireSuccess } from './status';

/** Enough of an error page to end it politely, so that the connection can be used again. */
const MAX_UNWANTED_BYTES = 65_536;

/** How one request is made. */
export interface GetJsonOptions {
  network: Pick<Dispatcher, 'request'>;
  readWait: ReadWait;
  /** A secret: it holds the token. */
  path: string;
  /** From the first byte out to the last byte in, the wait for a free connection included. */
  timeoutMs: number;
  maxBodyBytes: number;
  signal?: AbortSignal | undefined;
}

/**
 * Get one JSON answer, following no redirect and asking for no compression (a page is some 100 KB, so it would
 * save little, and what is not compressed cannot unfold beyond its limit).
 *
 * Rejects with the signal's own reason when the caller aborts.
 *
 * @throws {UpstreamError} for everything else that goes wrong.
 */
export async function getJson({
  network,
  readWait,
  path,
  timeoutMs,
  maxBodyBytes,
  signal,
}: GetJsonOptions): Promise<unknown> {
  const attempt = async (attemptSignal: AbortSignal) => {
    const response = await network.request({
      method: 'GET',
      path,
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
      signal: attemptSignal,
    });
    await requireSuccessOrDump(response, readWait);
    return parseJson(await readBody(response, maxBodyBytes));
  };
  return withDeadline(timeoutMs, signal, async (attemptSignal) => {
    try {
      return await attempt(attemptSignal);
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      if (attemptSignal.aborted) throw new UpstreamUnreachableError(`timeout after ${timeoutMs / 1_000} s`);
      throw nameFailure(error);
    }
  });
}

async function requireSuccessOrDump(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  readWait: ReadWait,
): Promise<void> {
  try {
    requireSuccess(statusCode, readWait(statusCode, headers));
  } catch (error) {
    // What fails here does not change what the status has already said.
    await body.dump({ limit: MAX_UNWANTED_BYTES }).catch(() => undefined);
    throw error;
  }
}

async function readBody({ headers, body }: Dispatcher.ResponseData, maxBytes: number): Promise<string> {
  const encoding = headers['content-encoding'] ?? 'identity';
  // Leaving the loop below closes the connection, and so does this: nothing goes on arriving.
  const refuse = (detail: string): never => {
    body.on('error', () => undefined).destroy();
    throw new UpstreamBrokenAnswerError(detail);
  };
  if (encoding !== 'identity') return refuse('it is compressed, which was not asked for');
  if (Number(headers['content-length'] ?? 0) > maxBytes) return refuse(`it is larger than ${maxBytes} bytes`);

  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > maxBytes) return refuse(`it is larger than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const trimmed = text.trim();
    if (trimmed === '') throw new UpstreamBrokenAnswerError('it is empty');
    if (trimmed.startsWith('<')) throw new UpstreamBrokenAnswerError('it is HTML, not JSON');
    // A body whose length nobody stated ends without an error where the connection was lost.
    if (trimmed.startsWith('{') && !trimmed.endsWith('}'))
      throw new UpstreamUnreachableError('the answer was cut');
    throw new UpstreamBrokenAnswerError('it is not JSON');
  }
}

import type { Dispatcher } from 'undici';
import { withDeadline } from '../../async/timeout';
import { UpstreamBrokenAnswerError, UpstreamError, UpstreamUnreachableError } from '../errors';
import type { RetryAfterReader } from './retry-after';
import { assertSuccess, toUpstreamError } from './status';

/** The part of an unwanted body that is read, so that the connection can be reused. */
const MAX_UNWANTED_BYTES = 65_536;

interface GetJsonOptions {
  network: Pick<Dispatcher, 'request'>;
  readWait: RetryAfterReader;
  /** A secret: it contains the token. */
  path: string;
  /** For the whole request, from waiting for a free connection to the last byte of the body. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Gets one JSON answer. Follows no redirect.
 *
 * Accepts no compression: a page has about 100 KB, so it would save little, and an uncompressed body cannot expand
 * beyond the limit.
 *
 * @throws the signal's own reason when the caller aborts.
 * @throws {UpstreamError} for every other failure.
 */
export async function getJson({
  network,
  readWait,
  path,
  timeoutMs,
  signal,
}: GetJsonOptions): Promise<unknown> {
  return withDeadline(timeoutMs, signal, async (attemptSignal) => {
    try {
      const response = await network.request({
        method: 'GET',
        path,
        headers: { accept: 'application/json', 'accept-encoding': 'identity' },
        signal: attemptSignal,
      });
      await assertUsable(response, readWait);
      return parseJson(await response.body.text());
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      if (attemptSignal.aborted) throw new UpstreamUnreachableError(`timeout after ${timeoutMs / 1_000} s`);
      throw toUpstreamError(error);
    }
  });
}

/** Checks the status and the encoding, and discards the body when they are not usable. */
async function assertUsable(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  readWait: RetryAfterReader,
): Promise<void> {
  try {
    assertSuccess(statusCode, readWait(statusCode, headers));
    if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      throw new UpstreamBrokenAnswerError('it is compressed, which was not requested');
  } catch (error) {
    // A failure here does not change what the headers have already shown.
    await body.dump({ limit: MAX_UNWANTED_BYTES }).catch(() => undefined);
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const trimmed = text.trim();
    if (trimmed === '') throw new UpstreamBrokenAnswerError('it is empty');
    if (trimmed.startsWith('<')) throw new UpstreamBrokenAnswerError('it is HTML, not JSON');
    // A body without a stated length ends without an error when the connection is lost.
    if (trimmed.startsWith('{') && !trimmed.endsWith('}'))
      throw new UpstreamUnreachableError('the answer was truncated');
    throw new UpstreamBrokenAnswerError('it is not JSON');
  }
}

import type { Dispatcher } from 'undici';
import { withDeadline } from '../../async/timeout';
import { runInSpan } from '../../telemetry/tracing';
import { UpstreamError, UpstreamRedirectedError, UpstreamUnreachableError } from '../errors';
import { decodeText, decompress, parseJson } from './body';
import type { RequestTarget } from './request-target';
import type { RetryAfterReader } from './retry-after';
import { codeOf, isSuccess, statusError, toUpstreamError } from './status';

/** How much of an unwanted body is read, in bytes, so that the connection can be reused. */
const MAX_UNWANTED_BYTES = 65_536;

const REDIRECTS = [301, 302, 303, 307, 308];

/** The timeouts of undici, as long as that of the whole request: which one comes first is chance. */
const TIMEOUTS = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

interface GetJsonOptions {
  network: Pick<Dispatcher, 'request'>;
  target: Pick<RequestTarget, 'origin' | 'hostname' | 'describeRedirect'>;
  readWait: RetryAfterReader;
  /** A secret: it contains the token. */
  path: string;
  userAgent: string;
  /** For the whole request, from waiting for a free connection to the last byte of the body. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Gets one JSON answer. Follows no redirect.
 *
 * Asks for no compression: a page has about 100 KB, so compression would save little. A compressed answer is accepted.
 *
 * @throws the signal's own reason when the caller aborts.
 * @throws {UpstreamError} for every other failure.
 */
export function getJson(options: GetJsonOptions): Promise<unknown> {
  // Without the path, which contains the token.
  const attributes = { 'http.request.method': 'GET', 'server.address': options.target.hostname };
  return runInSpan('GET', attributes, () => sendRequest(options));
}

async function sendRequest({
  network,
  target,
  readWait,
  path,
  userAgent,
  timeoutMs,
  signal,
}: GetJsonOptions): Promise<unknown> {
  return withDeadline(timeoutMs, signal, async (attemptSignal) => {
    try {
      const response = await network.request({
        method: 'GET',
        origin: target.origin,
        path,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': userAgent },
        signal: attemptSignal,
      });
      if (!isSuccess(response.statusCode)) throw await readRefusal(response, { target, readWait });
      const bytes = await decompress(await response.body.bytes(), response.headers);
      return parseJson(decodeText(bytes, response.headers));
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      if (attemptSignal.aborted || TIMEOUTS.includes(codeOf(error)))
        throw new UpstreamUnreachableError(`timeout after ${timeoutMs / 1_000} s`);
      throw toUpstreamError(error);
    }
  });
}

/** The error that an unsuccessful response stands for. Never rejects. */
async function readRefusal(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  { target, readWait }: Pick<GetJsonOptions, 'target' | 'readWait'>,
): Promise<UpstreamError> {
  // Only the meaning of a 403 depends on its body.
  let text = '';
  try {
    if (statusCode === 403) text = await readStart(body, headers);
    else await body.dump({ limit: MAX_UNWANTED_BYTES });
  } catch {
    // A failure here does not change what the headers have already shown.
  }
  const [location] = [headers.location ?? []].flat();
  if (REDIRECTS.includes(statusCode) && location !== undefined)
    return new UpstreamRedirectedError(statusCode, target.describeRedirect(location));
  return statusError(statusCode, readWait(statusCode, headers), text);
}

/** Reads the start of a body as ASCII: other characters do not matter. */
async function readStart(
  body: Dispatcher.ResponseData['body'],
  headers: Dispatcher.ResponseData['headers'],
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_UNWANTED_BYTES) break;
    }
  } catch {
    // The start of a body that breaks off or never ends is enough.
  }
  return Buffer.from(await decompress(Buffer.concat(chunks), headers)).toString('latin1');
}

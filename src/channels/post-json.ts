import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { withDeadline } from '../async/timeout';
import { isLoopback } from '../domain/is-loopback';
import { DeliveryError } from './channel';
import { assertSafeHost, createSafeLookup, UnsafeAddressError } from './safe-address';

/** A chat answers within a second. */
const DEFAULT_TIMEOUT_MS = 10_000;

/** More of an answer is not read. Those of chats have some 100 bytes. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** A longer wait is cut: an hour later the channel may work again. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** The statuses about the body of a request: it is invalid, or too large. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);

/** Codes of Node and undici, such as `ECONNRESET`. */
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

export interface PosterOptions {
  /** Hosts that may have private addresses. */
  allowedHosts: readonly string[];
  /** As the network's: see `upstream`. Default: none. */
  proxies?:
    { http?: string | undefined; https?: string | undefined; except?: string | undefined } | undefined;
  /** Sent in the User-Agent header as `mobipium-sync/<version>`. Default: the name alone. */
  version?: string;
  /** For a whole request, in milliseconds. Default: 10 seconds. */
  timeoutMs?: number;
}

interface Post {
  /** May be a secret. */
  url: string;
  body: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** Sends JSON to webhooks. */
export interface Poster {
  /**
   * Post a JSON text, and return the answer of a success (2xx). Follows no redirect.
   *
   * @throws {DeliveryError} for every other answer or failure.
   * @throws the signal's reason if it aborts.
   */
  post(request: Post): Promise<string>;
  close(): Promise<void>;
}

/** Creates a poster. It connects with its first request. Connections to this machine never use a proxy. */
export function createPoster({
  allowedHosts,
  proxies,
  version,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: PosterOptions): Poster {
  const userAgent = version === undefined ? 'mobipium-sync' : `mobipium-sync/${version}`;
  const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  const direct = new Agent({
    ...limits,
    connect: { timeout: timeoutMs, lookup: createSafeLookup(allowedHosts) },
  });
  // The proxy resolves the names of hosts, and decides what they may reach.
  const proxied =
    proxies === undefined
      ? direct
      : new EnvHttpProxyAgent({
          ...limits,
          connect: { timeout: timeoutMs, lookup: createSafeLookup(allowedHosts) },
          // An empty text keeps undici from reading the variables itself.
          httpProxy: proxies.http ?? '',
          httpsProxy: proxies.https ?? '',
          noProxy: proxies.except ?? '',
        });
  return {
    post({ url, body, headers, signal }) {
      const { hostname, origin, pathname, search } = new URL(url);
      const request = {
        method: 'POST',
        origin,
        path: pathname + search,
        headers: { 'content-type': 'application/json', 'user-agent': userAgent, ...headers },
        body,
      } as const;
      return withDeadline(timeoutMs, signal, async (attemptSignal) => {
        try {
          assertSafeHost(hostname, allowedHosts);
          const dispatcher = isLoopback(hostname) ? direct : proxied;
          return await readAnswer(await dispatcher.request({ ...request, signal: attemptSignal }));
        } catch (error) {
          if (error instanceof DeliveryError) throw error;
          if (attemptSignal.aborted) throw new DeliveryError(`no answer within ${timeoutMs / 1_000} s`);
          throw toDeliveryError(error);
        }
      });
    },
    async close() {
      await Promise.all(new Set([direct, proxied].map((agent) => agent.close())));
    },
  };
}

async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<string> {
  // The rest of a longer answer is not needed, and neither is its connection.
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) break;
  }
  const text = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString();
  if (statusCode >= 200 && statusCode < 300) return text;
  if (statusCode === 410) throw new DeliveryError('it answers that the address is gone (HTTP 410)', 'gone');
  if (statusCode >= 300 && statusCode < 400) {
    throw new DeliveryError(`it redirects to another address (HTTP ${statusCode}), which is not followed`);
  }
  const outcome = REFUSALS.has(statusCode) ? 'refused' : 'failed';
  throw new DeliveryError(`it answers HTTP ${statusCode}`, outcome, readRetryAfter(headers, text));
}

/** The wait in the header, or in the JSON of Telegram's answer, in milliseconds. */
function readRetryAfter(headers: Dispatcher.ResponseData['headers'], text: string): number | undefined {
  const [header] = [headers['retry-after'] ?? []].flat();
  const seconds = header ?? /"retry_after":\s*(\d+)/.exec(text)?.[1];
  if (seconds === undefined || !/^\d+(\.\d+)?$/.test(seconds)) return undefined;
  return Math.min(Math.ceil(Number(seconds) * 1_000), MAX_RETRY_AFTER_MS);
}

/** An error of the connection, by its code alone: its text may contain the address. */
function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof UnsafeAddressError) {
    return new DeliveryError(
      'its host is in a private network; add the host to ALERT_ALLOWED_HOSTS if that is intended',
    );
  }
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const isCode = typeof code === 'string' && CODE.test(code);
  return new DeliveryError(isCode ? `it cannot be reached (${code})` : 'it cannot be reached');
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { createLogThrottle } from '../../async/log-throttle';
import type { Identify } from '../auth/identify';
import { createProblem } from '../plugins/problems';
import { tooManyRequests } from '../plugins/rate-limit';
import { addressOf } from './connections';

const WINDOW_MS = 1_000;

const LIVENESS_URL = /^\/api\/health\/?(\?|$)/;

export interface LoadSheddingOptions {
  /** Per address. 0: no limit. */
  requestsPerSecond: number;
  /** Undefined: there is no key. */
  identify: Identify | undefined;
  /** Its requests are not counted: they come from many clients. */
  isTrustedProxy: (address: string) => boolean;
  /** Whether only liveness may use this connection. */
  isReserved: (socket: Socket) => boolean;
  /** Gets at most one line per minute. */
  logger: FastifyBaseLogger | undefined;
}

/**
 * Wraps the request listener of an HTTP server, so that a flood from one address costs little.
 *
 * Requests above the limit of an address never reach the listener. Their connections are held until the second is over,
 * then get a 429 and are closed: with its limited number of connections, an address cannot cause more answers, however
 * fast its client is.
 *
 * As in the rate limit, requests with each right key are counted separately. So is liveness, which is delayed instead of
 * rejected: a supervisor must not restart the process because of a flood.
 */
export function createLoadShedding({
  requestsPerSecond,
  identify,
  isTrustedProxy,
  isReserved,
  logger,
}: LoadSheddingOptions): (listener: RequestListener) => RequestListener {
  const counts = new Map<string, number>();
  const throttle = createLogThrottle();
  let windowStartMs = performance.now();

  const isAboveLimit = ({ socket, headers }: IncomingMessage, isLiveness: boolean): boolean => {
    if (requestsPerSecond === 0 || isTrustedProxy(socket.remoteAddress ?? '')) return false;
    const client = `${addressOf(socket)} ${isLiveness ? 'liveness' : (identify?.(headers).access ?? 'none')}`;
    const count = (counts.get(client) ?? 0) + 1;
    counts.set(client, count);
    return count > requestsPerSecond;
  };

  return (listener) => (request, response) => {
    const { socket, url = '' } = request;
    const nowMs = performance.now();
    if (nowMs >= windowStartMs + WINDOW_MS) {
      counts.clear();
      windowStartMs = nowMs;
    }
    const isLiveness = LIVENESS_URL.test(url);
    if (!isLiveness && isReserved(socket)) {
      reject(response, 503, 'Too many connections are open. Try again later.');
    } else if (isAboveLimit(request, isLiveness)) {
      // One key for all addresses: an attacker with many of them must not fill the log.
      const due = throttle('shed', nowMs);
      if (due) logger?.warn({ address: socket.remoteAddress, ...due }, 'too many requests from one address');
      setTimeout(
        () => {
          if (socket.destroyed) return;
          if (isLiveness) void listener(request, response);
          else reject(response, 429, tooManyRequests(requestsPerSecond));
        },
        windowStartMs + WINDOW_MS - nowMs,
      ).unref();
    } else {
      void listener(request, response);
    }
  };
}

function reject(response: ServerResponse, statusCode: number, message: string): void {
  const body = JSON.stringify(createProblem(statusCode, message));
  response
    .writeHead(statusCode, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(body.length),
      'x-content-type-options': 'nosniff',
      'retry-after': '1',
      connection: 'close',
    })
    .end(body);
}

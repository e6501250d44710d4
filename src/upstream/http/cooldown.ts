import type { Dispatcher } from 'undici';
import { UpstreamCooldownError } from '../errors';
import type { ReadWait } from './retry-after';

/** The time for which the network wants to hear nothing of this process, whichever of its questions it said that to. */
export interface Cooldown {
  /** Stay quiet for so long from now on. What is left of an earlier wish is never cut short. */
  keepFor(waitMs: number): void;
  /** @throws {UpstreamCooldownError} while it lasts, saying how long it still does. */
  requireOver(): void;
}

/** Keep the quiet time by a clock that nobody can set. There is none at first. */
export function createCooldown(now: () => number = () => performance.now()): Cooldown {
  let untilMs = -Infinity;
  return {
    keepFor(waitMs) {
      untilMs = Math.max(untilMs, now() + waitMs);
    },
    requireOver() {
      const leftMs = untilMs - now();
      if (leftMs > 0) throw new UpstreamCooldownError(Math.ceil(leftMs));
    },
  };
}

/**
 * How long a refused token keeps the process quiet, in milliseconds: until a run that it ends has been told, what was
 * handed out beside it would only be refused as well. The next run asks anew.
 */
const QUIET_AFTER_REFUSED_TOKEN_MS = 1_000;

/**
 * Keep quiet on a connection's own level: the wish counts from the first byte of the answer that has it, and a
 * request that has waited for a free connection is held against it once more, in the moment in which it would be sent.
 * A refused token counts as such a wish.
 *
 * What is on its way by then goes on.
 */
export function cooldownInterceptor(
  quiet: Cooldown,
  readWait: ReadWait,
): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    quiet.requireOver();
    return dispatch(options, {
      onRequestStart(controller, context) {
        quiet.requireOver();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart(controller, statusCode, headers, message) {
        const isTokenRefused = statusCode === 401 || statusCode === 403;
        quiet.keepFor(isTokenRefused ? QUIET_AFTER_REFUSED_TOKEN_MS : (readWait(statusCode, headers) ?? 0));
        handler.onResponseStart?.(controller, statusCode, headers, message);
      },
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    });
  };
}

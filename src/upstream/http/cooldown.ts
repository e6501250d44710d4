import type { Dispatcher } from 'undici';
import { UpstreamCooldownError } from '../errors';
import type { RetryAfterReader } from './retry-after';

/** The time during which this process sends no request, because of an answer to any of its requests. */
type Cooldown = ReturnType<typeof createCooldown>;

/** Creates a cooldown that is over. Its clock is monotonic, so setting the system time does not change it. */
export function createCooldown(now: () => number = () => performance.now()) {
  let endsAtMs = -Infinity;
  let causeStatus: number | undefined;
  return {
    /**
     * Extends the cooldown to at least `durationMs` from now. Never shortens it.
     *
     * @param refusedStatus The status of the refusal that is the cause. Default: the network asked for the wait.
     */
    extend(durationMs: number, refusedStatus?: number): void {
      const untilMs = now() + durationMs;
      if (untilMs <= endsAtMs) return;
      endsAtMs = untilMs;
      causeStatus = refusedStatus;
    },
    /** @throws {UpstreamCooldownError} with the remaining time and the cause, while the cooldown lasts. */
    assertOver(): void {
      const remainingMs = endsAtMs - now();
      if (remainingMs > 0) throw new UpstreamCooldownError(Math.ceil(remainingMs), causeStatus);
    },
  };
}

/**
 * The cooldown after a refused token, in milliseconds. The run ends with that answer, but activities that were
 * dispatched before it would send the token again. The next run tries again.
 *
 * Every 401 and 403 starts it. Only the body of a 403 shows whether it refuses the token or comes from a firewall or a
 * rate limit, and the cooldown starts before the body has arrived.
 */
const REFUSED_TOKEN_COOLDOWN_MS = 1_000;

/**
 * Enforces the cooldown on every request. It starts as soon as the headers of an answer ask for it or refuse the token.
 * A request that waited for a free connection is checked again at the moment of sending.
 *
 * Requests already sent are not affected.
 */
export function cooldownInterceptor(
  cooldown: Cooldown,
  readWait: RetryAfterReader,
): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    cooldown.assertOver();
    return dispatch(options, {
      onRequestStart(controller, context) {
        cooldown.assertOver();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart(controller, statusCode, headers, message) {
        const isRefused = statusCode === 401 || statusCode === 403;
        const waitMs = readWait(statusCode, headers) ?? 0;
        if (isRefused && waitMs < REFUSED_TOKEN_COOLDOWN_MS)
          cooldown.extend(REFUSED_TOKEN_COOLDOWN_MS, statusCode);
        else cooldown.extend(waitMs);
        handler.onResponseStart?.(controller, statusCode, headers, message);
      },
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    });
  };
}

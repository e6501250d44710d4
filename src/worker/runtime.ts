import type { MetricMeter } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createLogThrottle } from '../async/log-throttle';

/** The log target of the SDK's core for calls to the server that it retries, one line per call and attempt. */
const RETRIED_CALLS = 'temporalio_client::retry';

/** The log message of the SDK's core for a call that failed because the server cannot be reached, one line per call. */
const ABANDONED_CALL = /^Network error while /;

const TEMPORAL_UNAVAILABLE = 'Temporal is unavailable, retrying';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

let isInstalled = false;

/**
 * Install the SDK's runtime, one per process. The SDK and its core log through `logger`. Signals are left to the caller.
 * Idempotent: a second call changes nothing.
 *
 * Logs once a minute that the server is unavailable, instead of once per retried call.
 *
 * @param metricsAddress Where Prometheus reads the worker's metrics, such as `127.0.0.1:9464`. Default: nowhere.
 */
export function installRuntime(logger: Logger, metricsAddress?: string): void {
  if (!isInstalled) install(logger, metricsAddress);
  isInstalled = true;
}

/**
 * Returns the meter for additional metrics, exported at the same address. Use it while a connection is open: an attempt
 * to connect that fails closes the runtime, and the next one creates another with the same options and its own meter.
 */
export function readMeter(): MetricMeter {
  return Runtime.instance().metricMeter;
}

function install(logger: Logger, metricsAddress: string | undefined): void {
  const throttle = createLogThrottle();
  const level = logger.level === 'trace' ? 'TRACE' : logger.level === 'debug' ? 'DEBUG' : 'INFO';
  Runtime.install({
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      ...(metricsAddress === undefined
        ? {}
        : { metrics: { prometheus: { bindAddress: metricsAddress, countersTotalSuffix: true } } }),
    },
    logger: new DefaultLogger(level, ({ level: severity, message, meta = {} }) => {
      const isUnavailable = meta.target === RETRIED_CALLS || ABANDONED_CALL.test(message);
      if (!isUnavailable)
        return logger[LEVELS[severity]]({ ...withoutIds(meta), ...readReason(meta) }, message);
      const due = throttle(TEMPORAL_UNAVAILABLE, performance.now());
      if (due) logger.warn(due, TEMPORAL_UNAVAILABLE);
    }),
  });
}

/** The message of the innermost cause of an error: those around it say only that an activity or a child workflow failed. */
function readReason({ error }: Record<string, unknown>): { reason?: string } {
  let innermost = error;
  while (isObject(innermost) && isObject(innermost.cause)) innermost = innermost.cause;
  return isObject(innermost) && typeof innermost.message === 'string' ? { reason: innermost.message } : {};
}

/** An error of a workflow is of another context, so it is no `Error` of this one. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A log line's fields without task tokens and the SDK's internal ids. */
function withoutIds(meta: Record<string, unknown>): Record<string, unknown> {
  const { taskToken, sdkComponent, namespace, target, spanContexts, ...facts } = meta;
  return facts;
}

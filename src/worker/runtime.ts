import type { MetricMeter } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createOnceAMinute } from '../async/log-throttle';

/** Where the SDK's core tells of a call to the server that it is going to repeat, a line a call and try. */
const REPEATED_CALLS = 'temporalio_client::retry';

/** How the SDK's core tells of a call that it has given up since the server cannot be reached, a line a call. */
const GIVEN_UP_CALL = /^Network error while /;

const TEMPORAL_IS_AWAY = 'Temporal is away, still trying';

const LINES = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

let isInstalled = false;

/**
 * One runtime a process: its log lines become ours, also those of its core, and signals are left to whoever runs the
 * worker. A second call changes nothing.
 *
 * That the server is away is said once a minute, however many calls to it are repeated.
 *
 * @param metricsAddress Where Prometheus reads the worker's figures, such as `127.0.0.1:9464`; left out: nowhere.
 * @returns what counts beside the worker's own figures; where these are shown nowhere it counts nothing.
 */
export function installRuntime(logger: Logger, metricsAddress?: string): MetricMeter {
  if (!isInstalled) install(logger, metricsAddress);
  isInstalled = true;
  return Runtime.instance().metricMeter;
}

function install(logger: Logger, metricsAddress: string | undefined): void {
  const takeDue = createOnceAMinute();
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
      const isAway = meta.target === REPEATED_CALLS || GIVEN_UP_CALL.test(message);
      if (!isAway) return logger[LINES[severity]](withoutNoise(meta), message);
      const keptBack = takeDue(TEMPORAL_IS_AWAY, performance.now());
      if (keptBack !== undefined) logger.warn({ keptBack }, TEMPORAL_IS_AWAY);
    }),
  });
}

/** What a person needs of a line's facts; ids of tasks and tokens they do not. */
function withoutNoise(meta: Record<string, unknown>): Record<string, unknown> {
  const { taskToken, sdkComponent, namespace, target, spanContexts, ...facts } = meta;
  return facts;
}

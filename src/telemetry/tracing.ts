import type { Logger } from 'pino';
import { createLogThrottle } from '../async/log-throttle';
import type { createOpenTelemetry, OpenTelemetryOptions } from './open-telemetry';

const EXPORT_FAILED = 'traces cannot be sent; check OTEL_EXPORTER_OTLP_ENDPOINT and the collector';

export type Tracing = ReturnType<typeof createOpenTelemetry>;

let current: Tracing | undefined;

/** The traces of this process. Undefined: it sends none. */
export function tracing(): Tracing | undefined {
  return current;
}

/** A part of the service that sends traces. */
export interface TracedService extends Pick<OpenTelemetryOptions, 'service' | 'version'> {
  logger: Logger;
}

/**
 * Start sending traces from this process, before any client is created. Without settings it does nothing, and nothing of
 * OpenTelemetry is loaded. Logs once a minute that traces cannot be sent.
 *
 * @returns a function that sends what is left and stops.
 */
export function startTracing(
  settings: Pick<OpenTelemetryOptions, 'protocol' | 'environment'> | undefined,
  { logger, ...service }: TracedService,
): () => Promise<void> {
  if (settings === undefined) return () => Promise.resolve();
  // `import()` would need a file extension, which Jest does not resolve.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const module = require('./open-telemetry') as { createOpenTelemetry: typeof createOpenTelemetry };
  const throttle = createLogThrottle();
  const onExportFailed = () => {
    const due = throttle(EXPORT_FAILED, performance.now());
    if (due) logger.warn(due, EXPORT_FAILED);
  };
  const started = module.createOpenTelemetry({ ...settings, ...service, onExportFailed });
  current = started;
  return async () => {
    current = undefined;
    await started.stop();
  };
}

/** Runs a call to another system in a span of the active trace, if there is one. Attributes must hold no secret. */
export function runInSpan<T>(
  name: string,
  attributes: Record<string, string | number>,
  work: () => Promise<T>,
): Promise<T> {
  return current === undefined ? work() : current.runInSpan(name, attributes, work);
}

/** `traceId` and `spanId` of the active span, for a log line. Empty: there is none. */
export function traceFields(): { traceId?: string; spanId?: string } {
  return current?.activeIds() ?? {};
}

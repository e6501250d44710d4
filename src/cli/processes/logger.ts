import pino, { type Logger } from 'pino';
import { traceFields } from '../../telemetry/tracing';

/** Logs JSON lines to standard output. The code that logs must keep secrets and payloads out of a line. */
export function createLogger(level: string): Logger {
  return pino({ level, mixin: traceFields });
}

import pino, { type Logger } from 'pino';

/** One line of JSON a fact, to standard output. What a line may hold is decided where it is written: no secret, no payload. */
export function createLogger(level: string): Logger {
  return pino({ level });
}

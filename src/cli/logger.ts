import pino, { type Logger } from 'pino';

/** One line of JSON a fact, to standard output. Secrets never reach it; what might hold one is cut out all the same. */
export function createLogger(level: string): Logger {
  return pino({ level, base: undefined, redact: ['token', 'password', 'databaseUrl', 'authorization', '*.token', '*.authorization'] });
}

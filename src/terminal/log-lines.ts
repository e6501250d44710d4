import { Writable } from 'node:stream';
import type { SyncKind } from '../domain/run';
import { formatRunSummary, type RunSummary } from '../format/run-audit';
import { formatTimeOfDay } from '../format/time';

/** A log line as pino writes it; the line for the end of a run has the fields of its summary. */
interface LogLine extends Partial<RunSummary> {
  level: number;
  time: number;
  msg?: string;
  /** Why, in words. */
  reason?: string;
  /** Why, as a code: `ECONNREFUSED`. */
  code?: string;
  /** The request that failed: `page/17`. */
  request?: string;
  attempt?: number;
  /** ISO 8601. */
  retryUntil?: string;
}

const WARN = 40;

/** Where the lines of a log go. */
export interface LogLineOptions {
  print: (line: string) => void;
  /** Prints the line for a run that ended. */
  printRunEnd: (line: string, kind: SyncKind) => void;
}

/**
 * A log stream for a terminal: prints one line for each run that ended, and for each warning one with its reason and one
 * with its retries. The log file holds the complete log.
 */
export function createLogLineStream({ print, printRunEnd }: LogLineOptions): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const json of chunk.toString().split('\n')) {
        if (json === '') continue;
        const line = JSON.parse(json) as LogLine;
        if (isRunEnd(line))
          printRunEnd(`${formatTimeOfDay(line.time)}  ${formatRunSummary(line)}`, line.kind);
        else if (line.level >= WARN) formatWarning(line).forEach(print);
      }
      done();
    },
  });
}

function formatWarning(line: LogLine): string[] {
  const time = formatTimeOfDay(line.time);
  const { msg = 'warning', reason, code, request, attempt, retryUntil } = line;
  const why = reason !== undefined && code !== undefined ? `${reason} (${code})` : (reason ?? code);
  const warning = `${time}  ${msg}${why === undefined ? '' : `: ${why}`}`;
  if (request === undefined || retryUntil === undefined) return [warning];
  const retries = `${request.replace('/', ' ')}, attempt ${attempt}, retrying until ${formatTimeOfDay(retryUntil)}`;
  return [warning, `${' '.repeat(time.length)}  ${retries}`];
}

function isRunEnd(line: LogLine): line is LogLine & RunSummary {
  return line.kind !== undefined && line.status !== undefined;
}

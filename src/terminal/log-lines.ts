import { Writable } from 'node:stream';
import { formatRunSummary, type RunSummary } from '../format/run-audit';

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

/**
 * A log stream for a terminal: prints one line for each run that ended, and for each warning one with its reason and one
 * with its retries. The log file holds the complete log.
 */
export function createLogLineStream(print: (line: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const json of chunk.toString().split('\n')) {
        if (json !== '') formatLogLine(JSON.parse(json) as LogLine).forEach(print);
      }
      done();
    },
  });
}

/** Empty: the line is not shown on a terminal. */
function formatLogLine(line: LogLine): string[] {
  const time = formatTime(line.time);
  if (isRunEnd(line)) return [`${time}  ${formatRunSummary(line)}`];
  if (line.level < WARN) return [];
  const { msg = 'warning', reason, code, request, attempt, retryUntil } = line;
  const why = reason ?? code;
  const warning = `${time}  ${msg}${why === undefined ? '' : `: ${why}`}`;
  if (request === undefined || retryUntil === undefined) return [warning];
  // On a line of its own, so that both fit in 80 columns.
  const retries = `${request.replace('/', ' ')}, attempt ${attempt}, retrying until ${formatTime(retryUntil)}`;
  return [warning, `${' '.repeat(time.length)}  ${retries}`];
}

function formatTime(time: number | string): string {
  return new Date(time).toTimeString().slice(0, 8);
}

function isRunEnd(line: LogLine): line is LogLine & RunSummary {
  return line.kind !== undefined && line.status !== undefined;
}

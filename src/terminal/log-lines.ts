import { Writable } from 'node:stream';
import { formatRunSummary, type RunSummary } from '../format/run-audit';

/** A log line as pino writes it; the line for the end of a run has the fields of its summary. */
interface LogLine extends Partial<RunSummary> {
  level: number;
  time: number;
  msg?: string;
}

const WARN = 40;

/**
 * A log stream for a terminal: prints one line for each run that ended and for each warning. The log file holds the
 * complete log.
 */
export function createLogLineStream(print: (line: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const json of chunk.toString().split('\n')) {
        const line = json === '' ? undefined : formatLogLine(JSON.parse(json) as LogLine);
        if (line !== undefined) print(line);
      }
      done();
    },
  });
}

/** Undefined: the line is not shown on a terminal. */
function formatLogLine(line: LogLine): string | undefined {
  const time = new Date(line.time).toTimeString().slice(0, 8);
  if (isRunEnd(line)) return `${time}  ${formatRunSummary(line)}`;
  return line.level >= WARN ? `${time}  ${line.msg ?? 'warning'}` : undefined;
}

function isRunEnd(line: LogLine): line is LogLine & RunSummary {
  return line.kind !== undefined && line.status !== undefined;
}

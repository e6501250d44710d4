import { Writable } from 'node:stream';
import { sanitizeText } from './text';

/** A log line as pino writes it; which facts it has depends on what it says. */
interface LogLine {
  level: number;
  time: number;
  msg?: string;
  kind?: string;
  status?: string;
  durationMs?: number;
  offersMet?: number;
  offersNew?: number;
  offersChanged?: number;
  listAfter?: number | null;
  reasons?: string[];
  error?: string | null;
}

const WARN = 40;

/**
 * A log stream for a person at a terminal: one plain line for each run that ended, and for each warning. The whole
 * log, with every fact, is in the log file.
 */
export function createLogLineStream(write: (line: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const text of chunk.toString().split('\n')) {
        const line = text === '' ? undefined : formatLogLine(JSON.parse(text) as LogLine);
        if (line !== undefined) write(sanitizeText(line));
      }
      done();
    },
  });
}

/** In plain words; undefined for what a person at a terminal need not see. */
export function formatLogLine(line: LogLine): string | undefined {
  const at = new Date(line.time).toTimeString().slice(0, 8);
  if (line.kind !== undefined && line.status !== undefined) return `${at}  ${wordRun(line)}`;
  return line.level >= WARN ? `${at}  ${line.msg ?? 'warning'}` : undefined;
}

function wordRun({
  kind = '',
  status,
  durationMs = 0,
  offersMet = 0,
  offersNew = 0,
  offersChanged = 0,
  ...line
}: LogLine) {
  const list = line.listAfter == null ? '' : `, ${line.listAfter} on the ConversionList`;
  const why = [...(line.reasons ?? []), ...(line.error == null ? [] : [line.error])].join('; ');
  const counts =
    kind === 'refresh' ? '' : `: ${offersMet} offers met, ${offersNew} new, ${offersChanged} changed`;
  const seconds = (durationMs / 1_000).toFixed(1);
  return `${kind.toUpperCase()} ${status} in ${seconds} s${counts}${list}${why === '' ? '' : ` (${why})`}`;
}

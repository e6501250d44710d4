import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Call `onLine` with each line that is typed on the terminal, without blanks at its ends. Returns a function that stops
 * reading.
 *
 * Reads whole lines, because single keys need the raw mode of the terminal, in which Ctrl-C is no signal. Reads only while
 * this process is in the foreground: the system stops a process that reads in the background.
 */
export function listenForLines(input: NodeJS.ReadStream, onLine: (line: string) => void): () => void {
  const reader = createInterface({ input, terminal: false });
  reader.on('line', (line) => onLine(line.trim()));
  const onError = () => undefined;
  // A terminal that is closed.
  input.on('error', onError);
  const update = () => (isInForeground() ? reader.resume() : reader.pause());
  update();
  // Sent by the shell's `fg` and `bg`.
  process.on('SIGCONT', update);
  return () => {
    process.off('SIGCONT', update);
    reader.close();
    input.off('error', onError);
  };
}

function isInForeground(): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], {
      encoding: 'utf8',
      env: {},
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return state.includes('+');
  } catch {
    return false;
  }
}

import type { ProgressDisplay } from './progress';
import { createProgressBar, type ProgressBar } from './progress-bar';
import { createProgressLines } from './progress-lines';
import { sanitizeText } from './text';

/** An output stream, shared by printed lines and the progress of one run at a time. */
export interface Screen {
  /** Print a line without control characters. While a progress bar is shown, the line is printed above it. */
  print: (line: string) => void;
  /** Show progress: a bar on a terminal, lines otherwise. The caller must close the display. */
  openDisplay(): ProgressDisplay;
}

/** Create the screen of a stream. Use one per stream: it keeps track of the progress bar. */
export function createScreen(stream: NodeJS.WriteStream): Screen {
  let bar: ProgressBar | undefined;
  return {
    print(line) {
      const text = sanitizeText(line);
      if (bar === undefined) stream.write(`${text}\n`);
      else bar.print(text);
    },
    openDisplay() {
      if (!stream.isTTY) return createProgressLines(stream);
      const opened = createProgressBar(stream);
      bar = opened;
      return {
        ...opened,
        close(isComplete) {
          bar = undefined;
          opened.close(isComplete);
        },
      };
    },
  };
}

import type { ProgressDisplay } from './progress';
import { createProgressBar, type ProgressBar } from './progress-bar';
import { createProgressLines } from './progress-lines';
import { DEFAULT_COLUMNS } from './table';
import { sanitizeText, wrapText } from './text';

/** An output stream, shared by printed lines and the progress of one run at a time. */
export interface Screen {
  /**
   * Print a line without control characters. While a progress bar is shown, the line is printed above it. A terminal shows
   * a long line on several, wrapped at blanks.
   */
  print: (line: string) => void;
  /** Print a line once no progress is shown: at once, or below the last state of the bar. */
  printBelow: (line: string) => void;
  /** Show progress: a bar on a terminal, lines otherwise. The caller must close the display. */
  openDisplay(): ProgressDisplay;
}

/** Create the screen of a stream. Use one per stream: it keeps track of the progress bar. */
export function createScreen(stream: NodeJS.WriteStream): Screen {
  let bar: ProgressBar | undefined;
  let below: string[] | undefined;
  const print = (line: string) => {
    const text = sanitizeText(line);
    for (const part of stream.isTTY ? wrapText(text, stream.columns || DEFAULT_COLUMNS) : [text]) {
      if (bar === undefined) stream.write(`${part}\n`);
      else bar.print(part);
    }
  };
  return {
    print,
    printBelow(line) {
      if (below === undefined) print(line);
      else below.push(line);
    },
    openDisplay() {
      const opened = stream.isTTY ? (bar = createProgressBar(stream)) : createProgressLines(stream);
      const lines: string[] = [];
      below = lines;
      return {
        ...opened,
        close(isComplete) {
          bar = undefined;
          below = undefined;
          opened.close(isComplete);
          lines.forEach(print);
        },
      };
    },
  };
}

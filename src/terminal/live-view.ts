import { clearScreenDown, moveCursor } from 'node:readline';
import { sanitizeText, truncateText, wrapText } from './text';

/** Lines that are drawn in place of those before, below lines that stay. */
export interface LiveView {
  show(lines: string[]): void;
  /** Print a line above, which stays. It appears with the next call of `show`, wrapped at blanks if it is too long. */
  print(line: string): void;
  /** Leave the last lines on the screen, and show the cursor again. */
  close(): void;
}

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

/**
 * Create a view at the cursor of a terminal. Lines that are too long are truncated, and lines that do not fit the height
 * are left out, because the terminal could not draw over them.
 */
export function createLiveView(stream: NodeJS.WriteStream): LiveView {
  let height = 0;
  let printed: string[] = [];
  return {
    print(line) {
      printed.push(line);
    },
    show(lines) {
      const { columns = 80, rows = 24 } = stream;
      const fitting = lines.slice(0, rows - 1).map((line) => truncateText(line, columns));
      if (height === 0) stream.write(HIDE_CURSOR);
      moveCursor(stream, -columns, -height);
      clearScreenDown(stream);
      const above = printed.flatMap((line) => wrapText(sanitizeText(line), columns));
      printed = [];
      stream.write(`${[...above, ...fitting].join('\n')}\n`);
      height = fitting.length;
    },
    close() {
      if (height > 0) stream.write(SHOW_CURSOR);
    },
  };
}

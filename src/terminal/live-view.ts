import { clearScreenDown, moveCursor } from 'node:readline';
import { truncateText } from './text';

/** Lines that are drawn in place of those before. */
export interface LiveView {
  show(lines: string[]): void;
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
  return {
    show(lines) {
      const { columns = 80, rows = 24 } = stream;
      const fitting = lines.slice(0, rows - 1).map((line) => truncateText(line, columns));
      if (height === 0) stream.write(HIDE_CURSOR);
      moveCursor(stream, -columns, -height);
      clearScreenDown(stream);
      stream.write(`${fitting.join('\n')}\n`);
      height = fitting.length;
    },
    close() {
      if (height > 0) stream.write(SHOW_CURSOR);
    },
  };
}

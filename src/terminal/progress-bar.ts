import { MultiBar, type SingleBar } from 'cli-progress';
import { formatCount } from '../format/numbers';
import { formatDetails, type ProgressDisplay, progressUnit } from './progress';

/** A progress display that can print lines above itself. */
export interface ProgressBar extends ProgressDisplay {
  print(line: string): void;
}

/** A progress bar for a terminal. It appears once the run has counted its pages. */
export function createProgressBar(stream: NodeJS.WriteStream): ProgressBar {
  const screen = new MultiBar({
    stream,
    format: '  {phase} [{bar}] {value}/{total} {unit}{details}',
    // The whole line fits in 80 columns.
    barsize: 20,
    formatValue: (value, _options, type) =>
      type === 'value' || type === 'total' ? formatCount(value) : String(value),
    fps: 5,
    hideCursor: true,
    // Printed lines scroll the bar away, so it is drawn again even if it has not changed.
    forceRedraw: true,
    // Truncates the bar to the width of the terminal, and lets printed lines wrap.
    linewrap: true,
    // The command itself handles interrupts.
    gracefulExit: false,
  });
  let bar: SingleBar | undefined;
  let lastNotice = '';
  return {
    update(progress) {
      const { phase, pagesDone, pagesTotal } = progress;
      if (pagesTotal === null) return;
      lastNotice = '';
      const payload = { phase, unit: progressUnit(progress), details: formatDetails(progress) };
      bar ??= screen.create(pagesTotal, pagesDone, payload);
      bar.setTotal(pagesTotal);
      bar.update(pagesDone, payload);
    },
    showNotice(notice) {
      if (bar !== undefined) bar.update({ details: ` (${notice})` });
      else if (lastNotice !== notice) stream.write(`  ${notice}\n`);
      lastNotice = notice;
    },
    print(line) {
      if (bar === undefined) stream.write(`${line}\n`);
      else screen.log(`${line}\n`);
    },
    close(isComplete) {
      if (bar === undefined) return;
      if (isComplete) bar.update(bar.getTotal(), { phase: 'done' });
      // Prints the lines that the bar still buffers, which `stop` would drop.
      screen.update();
      screen.stop();
    },
  };
}

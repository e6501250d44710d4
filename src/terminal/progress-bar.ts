import { SingleBar } from 'cli-progress';
import { formatDetails, type ProgressDisplay, progressUnit } from './progress';

/** A bar that moves, for a terminal. It begins once the run has counted what there is to do. */
export function createProgressBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar({
    stream,
    format: '  {phase} [{bar}] {value}/{total} {unit}{rest}',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: false,
    // The command itself says what an interrupt means.
    gracefulExit: false,
    linewrap: false,
  });
  let hasBegun = false;
  let said = '';
  return {
    update(progress) {
      const { phase, pagesDone, pagesTotal } = progress;
      if (pagesTotal === null) return;
      const payload = { phase, unit: progressUnit(progress), rest: formatDetails(progress) };
      if (!hasBegun) bar.start(pagesTotal, pagesDone, payload);
      hasBegun = true;
      said = '';
      bar.setTotal(pagesTotal);
      bar.update(pagesDone, payload);
    },
    notice(sentence) {
      if (hasBegun) bar.update({ rest: ` (${sentence})` });
      else if (said !== sentence) stream.write(`  ${sentence}\n`);
      said = sentence;
    },
    close(isWhole) {
      if (!hasBegun) return;
      if (isWhole) bar.update(bar.getTotal(), { phase: 'done' });
      bar.stop();
    },
  };
}

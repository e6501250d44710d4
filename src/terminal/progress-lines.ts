import { formatDetails, formatSteps, type ProgressDisplay } from './progress';

/** Progress for a pipe or a file: one line for each phase, and one for each tenth of the pages. */
export function createProgressLines(stream: NodeJS.WritableStream): ProgressDisplay {
  let lastKey = '';
  const printOnce = (key: string, line: string) => {
    if (lastKey !== key) stream.write(`  ${line}\n`);
    lastKey = key;
  };
  return {
    update(progress) {
      const { phase, pagesDone, pagesTotal } = progress;
      const tenth = pagesTotal === null ? 0 : Math.floor((10 * pagesDone) / pagesTotal);
      const details = pagesTotal === null ? '' : formatDetails(progress);
      printOnce(`${phase} ${tenth}`, formatSteps(progress) + details);
    },
    showNotice: (notice) => printOnce(notice, notice),
    close: () => undefined,
  };
}

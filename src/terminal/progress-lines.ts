import { formatDetails, type ProgressDisplay, progressUnit } from './progress';

/** Plain lines, for a pipe or a file: one for each phase, and one for each tenth of the way. */
export function createProgressLines(stream: NodeJS.WritableStream): ProgressDisplay {
  let said = '';
  const sayOnce = (key: string, line: string) => {
    if (said !== key) stream.write(`  ${line}\n`);
    said = key;
  };
  return {
    update(progress) {
      const { phase, pagesDone, pagesTotal } = progress;
      const tenth = pagesTotal === null ? 0 : Math.floor((10 * pagesDone) / pagesTotal);
      const way = pagesTotal === null ? '' : `: ${pagesDone} of ${pagesTotal} ${progressUnit(progress)}`;
      sayOnce(`${phase} ${tenth}`, `${phase}${way}${pagesTotal === null ? '' : formatDetails(progress)}`);
    },
    notice: (sentence) => sayOnce(sentence, sentence),
    close: () => undefined,
  };
}

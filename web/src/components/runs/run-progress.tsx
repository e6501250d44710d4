import type { Schemas } from '../../api';
import { useFormats, useTexts } from '../../i18n';
import { runTexts } from '../../i18n/texts/run';
import { shareOf } from './outcome';
import styles from './runs.module.css';

/** The bar of a running run, with its pages, its offers and the time left. */
export function RunProgress({ run }: { run: Schemas['Sync'] }) {
  const texts = useTexts(runTexts);
  const { number, duration } = useFormats();
  const { progress } = run;
  if (progress === null) return null;
  const share = shareOf(run);
  const steps = run.kind === 'high' ? texts.batches : texts.pages;
  const total = progress.pagesTotal === null ? '?' : number(progress.pagesTotal);
  const words = [
    ...(run.kind === 'refresh'
      ? []
      : [steps(number(progress.pagesDone), total), texts.offersMet(number(progress.offersMet))]),
    ...(progress.retries === 0 ? [] : [texts.retries(number(progress.retries))]),
    ...(progress.etaSeconds === null ? [] : [texts.left(duration(progress.etaSeconds))]),
  ];
  return (
    <div className={styles.progress}>
      <progress aria-label={texts.progress} max={1} {...(share === undefined ? {} : { value: share })} />
      <span>{words.join(' · ')}</span>
    </div>
  );
}

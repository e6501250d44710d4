import type { SyncExecution } from '../client';
import { formatAge } from '../format/duration';
import { formatCount, formatQuantity } from '../format/numbers';

export type Progress = NonNullable<SyncExecution['progress']>;

/** Shows a run while it is running. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  /** Show why there is no progress. A notice that is repeated is shown once. */
  showNotice(notice: string): void;
  /** Restore the screen. `isComplete`: the run read everything that it planned to read. */
  close(isComplete: boolean): void;
}

/** The unit of `pagesTotal`: pages of the catalogue, or batches of ids. */
export function progressUnit({ kind }: Progress): string {
  return kind === 'high' ? 'batches' : 'pages';
}

/** `scanning: 3 of 104 pages`; only the phase if the pages are not known yet. */
export function formatSteps(progress: Progress): string {
  const { phase, pagesDone, pagesTotal } = progress;
  if (pagesTotal === null) return phase;
  return `${phase}: ${formatCount(pagesDone)} of ${formatCount(pagesTotal)} ${progressUnit(progress)}`;
}

/** `, 2,310 offers, 3 retries, about 8 s left`. */
export function formatDetails({ offersMet, retries, etaSeconds }: Progress): string {
  return [
    `, ${formatQuantity(offersMet, 'offer')}`,
    retries > 0 ? `, ${formatQuantity(retries, 'retry', 'retries')}` : '',
    etaSeconds !== null && etaSeconds > 0 ? `, about ${formatAge(etaSeconds * 1_000)} left` : '',
  ].join('');
}

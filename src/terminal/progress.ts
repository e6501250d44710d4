import type { SyncExecution } from '../client';

type Progress = NonNullable<SyncExecution['progress']>;

/** How a run is shown while it goes. */
export interface ProgressDisplay {
  update(progress: NonNullable<SyncExecution['progress']>): void;
  /** Say why nothing moves; the same sentence again is not repeated. */
  notice(sentence: string): void;
  /** Leave the screen as a person expects it; `isWhole`: the run ended with all that it was to read. */
  close(isWhole: boolean): void;
}

/** What the network is asked in: pages of the catalogue, or batches of ids. */
export function progressUnit({ kind }: Progress): string {
  return kind === 'high' ? 'batches' : 'pages';
}

/** What else is worth a glance: `, 2,310 offers, 3 repeats, about 8 s left`. */
export function formatDetails({ offersMet, retries, etaSeconds }: Progress): string {
  return [
    `, ${count(offersMet)} offers`,
    retries > 0 ? `, ${count(retries)} ${retries === 1 ? 'repeat' : 'repeats'}` : '',
    etaSeconds !== null && etaSeconds > 0 ? `, about ${etaSeconds} s left` : '',
  ].join('');
}

function count(number: number): string {
  return number.toLocaleString('en');
}

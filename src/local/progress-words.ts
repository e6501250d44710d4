import type { SyncExecution } from '../client';

type Progress = NonNullable<SyncExecution['progress']>;

/** What the network is asked in: pages of the catalogue, or batches of ids. */
export function unitOf({ kind }: Progress): string {
  return kind === 'high' ? 'batches' : 'pages';
}

/** What else is worth a glance: `, 2,310 offers, 3 repeats, about 8 s left`. */
export function describeRest({ offersMet, retries, etaSeconds }: Progress): string {
  return [
    `, ${count(offersMet)} offers`,
    retries > 0 ? `, ${count(retries)} ${retries === 1 ? 'repeat' : 'repeats'}` : '',
    etaSeconds !== null && etaSeconds > 0 ? `, about ${etaSeconds} s left` : '',
  ].join('');
}

function count(number: number): string {
  return number.toLocaleString('en');
}

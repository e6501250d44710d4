import { Counter, type Registry } from 'prom-client';
import { EPISODE_KINDS } from '../../../domain/alerts/episode';
import { RUN_STATUSES, SYNC_KINDS } from '../../../domain/run';
import type { EpisodeCounts, RunTotals } from '../../../store';

/** The changes to offers, and the sum in {@link RunTotals} of each. */
const OFFER_CHANGES = {
  new: 'offersNew',
  changed: 'offersChanged',
  paused: 'offersPaused',
  resumed: 'offersResumed',
  gone: 'offersGone',
} as const;

const LIST_CHANGES = { added: 'listAdded', removed: 'listRemoved' } as const;

/**
 * The counters of finished runs and of episodes. Their values are totals in the database, so they survive restarts and pruning, and are
 * the same at every instance of the API: aggregate them by `max`, not by `sum`.
 */
export function createCounters(registry: Registry) {
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name: `mobipium_${name}_total`, help, labelNames, registers: [registry] });

  const runs = counter('sync_runs', 'Finished runs by kind and status.', 'kind', 'status');
  const requests = counter('sync_requests', 'Requests to the network of finished runs.', 'kind');
  const retries = counter('sync_retries', 'Requests of finished runs that were retries.', 'kind');
  const rejected = counter('sync_rejected_rows', 'Rows and fields that could not be parsed.', 'kind');
  const offers = counter(
    'sync_offer_changes',
    'Changes to offers: new, changed (any value), paused (no longer Active), resumed (Active again), gone (marked as Unknown).',
    'kind',
    'change',
  );
  const list = counter(
    'sync_list_changes',
    'Offers added to and removed from the ConversionList.',
    'kind',
    'change',
  );

  const episodes = counter(
    'episodes',
    'Episodes of alerts that have started and ended, by kind.',
    'kind',
    'edge',
  );

  return {
    /** Sets all counters. Kinds and statuses without runs are 0, so that the first run of one is an increase. */
    set(totals: readonly RunTotals[], episodeCounts: readonly EpisodeCounts[]): void {
      for (const kind of EPISODE_KINDS) {
        const ofKind = episodeCounts.find((each) => each.kind === kind);
        episodes.inc({ kind, edge: 'start' }, ofKind?.started ?? 0);
        episodes.inc({ kind, edge: 'end' }, ofKind?.ended ?? 0);
      }
      for (const kind of SYNC_KINDS) {
        const ofKind = totals.filter((each) => each.kind === kind);
        const sum = (column: Exclude<keyof RunTotals, 'kind' | 'status'>) =>
          ofKind.reduce((total, each) => total + each[column], 0);
        for (const status of RUN_STATUSES.filter((each) => each !== 'running'))
          runs.inc({ kind, status }, ofKind.find((each) => each.status === status)?.runs ?? 0);
        requests.inc({ kind }, sum('requests'));
        retries.inc({ kind }, sum('retries'));
        rejected.inc({ kind }, sum('rowsRejected'));
        for (const [change, column] of Object.entries(OFFER_CHANGES))
          offers.inc({ kind, change }, sum(column));
        for (const [change, column] of Object.entries(LIST_CHANGES)) list.inc({ kind, change }, sum(column));
      }
    },
  };
}

import { Gauge, Registry } from 'prom-client';
import type { SyncClient } from '../../../client';
import { EPISODE_KINDS } from '../../../domain/alerts/episode';
import { MAX_CLOCK_LAG_SECONDS } from '../../../store';
import type { Reads } from '../../reads';
import { createChannelMetrics } from './channel-metrics';
import { createCounters } from './counters';

/** The database is read at most once in this time, in milliseconds. */
const CACHE_TTL_MS = 5_000;

/** The metrics of the mirror for Prometheus. The gauges `…_last_day` are sums over the runs started within 24 hours. */
export function createMirrorMetrics(reads: Reads, syncs: Pick<SyncClient, 'readQueues'>) {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `mobipium_${name}`, help, labelNames, registers: [registry] });

  const runs = gauge('sync_runs_last_day', 'Runs by kind and status.', 'kind', 'status');
  const requests = gauge('sync_requests_last_day', 'Requests to the network by kind of run.', 'kind');
  const retries = gauge('sync_retries_last_day', 'Requests that were retries, by kind of run.', 'kind');
  const rejected = gauge(
    'sync_rejected_rows_last_day',
    'Rows and fields that could not be parsed, by kind of run.',
    'kind',
  );
  const fieldShare = gauge(
    'answer_field_share',
    'Share of rows, 0 to 1, of the last HIGH and FULL in which a field is missing or unreadable.',
    'kind',
    'field',
    'state',
  );
  const fieldProblem = gauge(
    'answer_field_problem',
    'Whether a field is missing or unreadable in more rows of the last HIGH or FULL than usual: 1, or else 0.',
    'kind',
    'field',
  );
  const offers = gauge('offers', 'Offers in the mirror by status.', 'status');
  const unconfirmed = gauge(
    'offers_status_unconfirmed',
    'Active offers without a readable status in the last two answers or more. They are not on the ConversionList.',
  );
  const list = gauge('conversion_list_offers', 'Offers on the ConversionList.');
  const age = gauge(
    'last_good_sync_age_seconds',
    'Age of the last completed HIGH, and of the last completed FULL of the whole catalogue. Absent: none. +Inf: unknown, because the clock of the database was set back.',
    'kind',
  );
  const clockLag = gauge(
    'clock_lag_seconds',
    'How far the clock of the database is behind the latest time that the mirror has used. Above 60, runs fail.',
  );

  const episodes = gauge('episodes_open', 'Open episodes of alerts, by kind.', 'kind');

  const channels = createChannelMetrics(registry);

  const queueWorkers = gauge(
    'queue_workers',
    'Workers that polled the task queue within the last five minutes. Absent: the Temporal server cannot be reached.',
    'queue',
  );

  const counters = createCounters(registry);

  const read = async (): Promise<string> => {
    const [
      runTotals,
      runCounts,
      offerCounts,
      { lastHigh, lastFull },
      fields,
      unconfirmedCount,
      lagSeconds,
      episodeCounts,
      channelStates,
      queues,
    ] = await Promise.all([
      reads.readRunTotals(),
      reads.readRunCounts(),
      reads.readOfferCounts(),
      reads.readFreshness(),
      reads.readAnswerFields(),
      reads.countUnconfirmed(),
      reads.readClockLag(),
      reads.readEpisodeCounts(),
      reads.readChannelStates(),
      syncs.readQueues().catch(() => []),
    ]);
    registry.resetMetrics();
    counters.set(runTotals, episodeCounts);
    for (const kind of EPISODE_KINDS)
      episodes.set({ kind }, episodeCounts.find((each) => each.kind === kind)?.open ?? 0);
    channels.set(channelStates);
    for (const { kind, status, ...totals } of runCounts) {
      runs.inc({ kind, status }, totals.runs);
      requests.inc({ kind }, totals.requests);
      retries.inc({ kind }, totals.retries);
      rejected.inc({ kind }, totals.rowsRejected);
    }
    for (const { kind, field, rows, problem, ...counts } of fields) {
      for (const state of ['missing', 'unreadable'] as const)
        fieldShare.set({ kind, field, state }, counts[state] / rows);
      fieldProblem.set({ kind, field }, problem === null ? 0 : 1);
    }
    for (const { status, offers: count } of offerCounts.byStatus)
      offers.set({ status: status ?? 'none' }, count);
    unconfirmed.set(unconfirmedCount);
    list.set(offerCounts.onList);
    clockLag.set(lagSeconds);
    for (const [kind, last] of Object.entries({ high: lastHigh, full: lastFull })) {
      if (last !== null) age.set({ kind }, last.ageSeconds);
      else if (lagSeconds > MAX_CLOCK_LAG_SECONDS) age.set({ kind }, Infinity);
    }
    for (const { name, workers } of queues) queueWorkers.set({ queue: name }, workers.length);
    return registry.metrics();
  };

  let cached: { text: Promise<string>; expiresAtMs: number } | undefined;
  return {
    contentType: registry.contentType,
    /** Renders the metrics in the Prometheus text format, at most 5 seconds old. */
    read(): Promise<string> {
      if (cached === undefined || cached.expiresAtMs < performance.now()) {
        const text = read();
        cached = { text, expiresAtMs: performance.now() + CACHE_TTL_MS };
        // Failures are not cached.
        text.catch(() => (cached = undefined));
      }
      return cached.text;
    },
  };
}

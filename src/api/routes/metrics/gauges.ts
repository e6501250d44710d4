import { Gauge, Registry } from 'prom-client';
import type { Reads } from '../../reads';

/** However many ask, the database is asked no more often than this, in milliseconds. */
const FRESH_FOR_MS = 5_000;

/** What Prometheus reads of the mirror. Sums are over the runs that began within the last 24 hours. */
export function createGauges(reads: Reads) {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `mobipium_${name}`, help, labelNames, registers: [registry] });

  const runs = gauge('sync_runs_last_day', 'Runs by kind and how they stand or ended.', 'kind', 'status');
  const requests = gauge('sync_requests_last_day', 'Requests to the network, by kind of run.', 'kind');
  const retries = gauge('sync_retries_last_day', 'Of these requests, repeats.', 'kind');
  const rejected = gauge('sync_rejected_rows_last_day', 'Rows and fields that could not be read.', 'kind');
  const offers = gauge('offers', 'Offers of the mirror by status.', 'status');
  const list = gauge('conversion_list_offers', 'Offers on the ConversionList.');
  const age = gauge(
    'last_good_sync_age_seconds',
    'Age of the last completed HIGH, and FULL of the whole catalogue; absent: there is none.',
    'kind',
  );

  const read = async (): Promise<string> => {
    const [ofRuns, ofOffers, { lastHigh, lastFull }] = await Promise.all([
      reads.readRunCounts(),
      reads.readOfferCounts(),
      reads.readFreshness(),
    ]);
    registry.resetMetrics();
    for (const { kind, status, ...sums } of ofRuns) {
      runs.inc({ kind, status }, sums.runs);
      requests.inc({ kind }, sums.requests);
      retries.inc({ kind }, sums.retries);
      rejected.inc({ kind }, sums.rowsRejected);
    }
    for (const { status, offers: many } of ofOffers.byStatus) offers.set({ status: status ?? 'none' }, many);
    list.set(ofOffers.onList);
    for (const [kind, last] of Object.entries({ high: lastHigh, full: lastFull })) {
      if (last !== null) age.set({ kind }, last.ageSeconds);
    }
    return registry.metrics();
  };

  let kept: { text: Promise<string>; untilMs: number } | undefined;
  return {
    contentType: registry.contentType,
    /** The figures in Prometheus's words, at most 5 seconds old. */
    read(): Promise<string> {
      if (kept === undefined || kept.untilMs < performance.now()) {
        const text = read();
        kept = { text, untilMs: performance.now() + FRESH_FOR_MS };
        // A failure is told to those who asked, and is not kept.
        text.catch(() => (kept = undefined));
      }
      return kept.text;
    },
  };
}

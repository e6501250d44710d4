import { MAX_RETRY_AFTER_MS } from '../domain/network-limits';
import { requestTimeMs, RUN_TIMEOUT_SECONDS } from '../domain/run-times';
import { formatDuration, parseDuration } from '../format/duration';
import type { Settings } from './settings';

/** A FULL is delayed by up to a minute at random, so it cannot start more often. */
const SHORTEST_FULL_SYNC_EVERY_MS = 60_000;

/** Metrics and other totals cover the last 24 hours. */
const SHORTEST_KEEP_RUNS_FOR_MS = 86_400_000;

const SHORTEST_KEEP_CHANGES_FOR_MS = 86_400_000;

/** The figures of an offer have the conversions of the last 24 hours. */
const SHORTEST_KEEP_CONVERSIONS_FOR_MS = 86_400_000;

/** The requests of a FULL over 12,000 offers, a hundred in a page. */
const REQUESTS_OF_FULL = 120;

/**
 * Find intervals, timeouts and rates that cannot work, alone or together. Each problem names the settings with their values,
 * which are no secrets.
 */
export function findTimeProblems(settings: Settings): string[] {
  const value = (name: keyof Settings) => `${name} (${String(settings[name])})`;
  const ms = (name: keyof Settings) => parseDuration(String(settings[name]))!;
  const requestMs = {
    high: requestTimeMs(RUN_TIMEOUT_SECONDS.high * 1_000),
    full: requestTimeMs(RUN_TIMEOUT_SECONDS.full * 1_000),
  };
  const problems: string[] = [];

  for (const name of ['HIGH_SYNC_EVERY', 'FULL_SYNC_EVERY'] as const) {
    if (ms(name) % 1_000 !== 0)
      problems.push(`${value(name)} must be whole seconds: schedules count in seconds`);
  }
  if (ms('FULL_SYNC_EVERY') < SHORTEST_FULL_SYNC_EVERY_MS) {
    problems.push(
      `${value('FULL_SYNC_EVERY')} must be at least 1m: the start of a FULL is delayed by up to a minute`,
    );
  }
  if (ms('KEEP_RUNS_FOR') < SHORTEST_KEEP_RUNS_FOR_MS) {
    problems.push(`${value('KEEP_RUNS_FOR')} must be at least 1d: metrics cover the last day`);
  }

  if (ms('KEEP_CHANGES_FOR') < SHORTEST_KEEP_CHANGES_FOR_MS) {
    problems.push(`${value('KEEP_CHANGES_FOR')} must be at least 1d: the history is deleted by the day`);
  }

  if (ms('KEEP_CONVERSIONS_FOR') < SHORTEST_KEEP_CONVERSIONS_FOR_MS) {
    problems.push(
      `${value('KEEP_CONVERSIONS_FOR')} must be at least 1d: offers show the conversions of the last day`,
    );
  }

  for (const name of ['HIGH_BATCH_RETRY_FOR', 'FULL_PAGE_RETRY_FOR'] as const) {
    if (ms('UPSTREAM_TIMEOUT') >= ms(name)) {
      problems.push(
        `${value('UPSTREAM_TIMEOUT')} must be shorter than ${value(name)}: otherwise nothing is retried`,
      );
    }
  }
  // The last request may start just before the end of the retry time.
  if (ms('HIGH_BATCH_RETRY_FOR') + ms('UPSTREAM_TIMEOUT') > requestMs.high) {
    problems.push(
      `${value('HIGH_BATCH_RETRY_FOR')} and ${value('UPSTREAM_TIMEOUT')} must be at most ` +
        `${formatDuration(requestMs.high)} together: a HIGH has no more time for its requests`,
    );
  }
  // A FULL counts the catalogue before it reads pages: each may take this long, with the waits that the network asks for.
  const longestPageMs = ms('FULL_PAGE_RETRY_FOR') + MAX_RETRY_AFTER_MS + ms('UPSTREAM_TIMEOUT');
  if (2 * longestPageMs > requestMs.full) {
    problems.push(
      `${value('FULL_PAGE_RETRY_FOR')} and ${value('UPSTREAM_TIMEOUT')} must be at most ` +
        `${formatDuration(requestMs.full / 2 - MAX_RETRY_AFTER_MS)} together: a FULL has ` +
        `${formatDuration(requestMs.full)} for all its requests`,
    );
  }

  const { HIGH_SYNC_REQUESTS_PER_SECOND: highRate, FULL_SYNC_REQUESTS_PER_SECOND: fullRate } = settings;
  if (highRate > 0 && highRate * (ms('HIGH_SYNC_EVERY') / 1_000) < 1) {
    problems.push(
      `${value('HIGH_SYNC_REQUESTS_PER_SECOND')} allows less than one request in ${value('HIGH_SYNC_EVERY')}`,
    );
  }
  if (fullRate > 0 && fullRate * (requestMs.full / 1_000) < REQUESTS_OF_FULL) {
    problems.push(
      `${value('FULL_SYNC_REQUESTS_PER_SECOND')} allows fewer than ${REQUESTS_OF_FULL} requests in the ` +
        `${formatDuration(requestMs.full)} that a FULL has for them`,
    );
  }
  return problems;
}

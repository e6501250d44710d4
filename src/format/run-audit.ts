import type { RunStatus } from '../domain/run';
import type { RunRecord } from '../store';
import { formatElapsed } from './duration';
import { formatCount, formatQuantity } from './numbers';

/** The part of a run's audit that its one-line summary shows. */
export type RunSummary = RunCounts &
  Pick<RunRecord, 'status' | 'durationMs'> &
  Partial<Pick<RunRecord, 'reasons' | 'error'>>;

export type RunCounts = Pick<RunRecord, 'kind' | 'offersMet' | 'offersNew' | 'offersChanged' | 'listAfter'>;

/** Format a status as words: `timed out`. */
export function formatRunStatus(status: RunStatus): string {
  return status.replace('_', ' ');
}

/** Format the counts of a run: `2,310 offers met, 5 new, 28 changed`. For a refresh: `386 on the ConversionList`. */
export function formatRunCounts({ kind, offersMet, offersNew, offersChanged, listAfter }: RunCounts): string {
  if (kind === 'refresh') return formatListSize(listAfter);
  const [met, fresh, changed] = [offersMet, offersNew, offersChanged].map((count) => formatCount(count ?? 0));
  return `${met} offers met, ${fresh} new, ${changed} changed`;
}

/** Format what paused and left in a run: `12 no longer Active, 5 left the list, 2 gone`. Empty: nothing did. */
export function formatDepartures({
  offersPaused,
  listRemoved,
  offersGone,
}: Pick<RunRecord, 'offersPaused' | 'listRemoved' | 'offersGone'>): string {
  return join(
    optional(offersPaused, 'no longer Active'),
    optional(listRemoved, 'left the list'),
    optional(offersGone, 'gone'),
  );
}

/** Format the end of a run in one line: `FULL completed in 12 s: 2,310 offers, 5 new, 28 changed, 386 listed`. */
export function formatRunSummary(run: RunSummary): string {
  const reasons = [...(run.reasons ?? []), run.error ?? ''].filter(Boolean).join('; ');
  const counts = join(
    run.kind === 'refresh' ? '' : formatQuantity(run.offersMet ?? 0, 'offer'),
    optional(run.offersNew, 'new'),
    optional(run.offersChanged, 'changed'),
    run.listAfter == null ? '' : `${formatCount(run.listAfter)} listed`,
  );
  const headline = formatHeadline(run) + (counts === '' ? '' : `: ${counts}`);
  return reasons === '' ? headline : `${headline} (${reasons})`;
}

/** What a fact of an audit is about. */
export const RUN_FACTS = [
  'outcome',
  'read',
  'offers',
  'sweep',
  'list',
  'episodes',
  'rejected',
  'requests',
  'incomplete',
  'note',
  'error',
] as const;

/** One fact of a run's audit, in words. */
export interface RunFact {
  name: (typeof RUN_FACTS)[number];
  text: string;
}

/** Describe a run's audit in words: its outcome first. Facts that are zero or unknown are left out. */
export function describeRun(run: RunRecord): RunFact[] {
  const isScan = run.kind !== 'refresh';
  const facts: RunFact[] = [
    { name: 'outcome', text: formatHeadline(run) },
    { name: 'read', text: isScan ? formatReads(run) : '' },
    { name: 'offers', text: isScan ? formatOffers(run) : '' },
    { name: 'sweep', text: formatSweep(run) },
    { name: 'list', text: formatList(run) },
    { name: 'episodes', text: formatEpisodes(run) },
    { name: 'rejected', text: formatRejected(run) },
    { name: 'requests', text: formatRequests(run) },
    ...run.reasons.map((text) => ({ name: 'incomplete' as const, text })),
    ...run.notes.map((text) => ({ name: 'note' as const, text })),
    { name: 'error', text: run.error ?? '' },
  ];
  return facts.filter(({ text }) => text !== '');
}

/** Format a run's audit, one fact per line. */
export function formatRunAudit(run: RunRecord): string[] {
  return describeRun(run).map(({ name, text }) => (name === 'outcome' ? `${text}.` : line(name, text)));
}

function formatHeadline({ kind, status, durationMs }: RunSummary): string {
  return `${kind.toUpperCase()} ${formatRunStatus(status)} in ${formatElapsed(durationMs ?? 0)}`;
}

function formatListSize(listAfter: number | null): string {
  return listAfter == null ? '' : `${formatCount(listAfter)} on the ConversionList`;
}

function line(name: string, fact: string): string {
  return `  ${(name[0]!.toUpperCase() + name.slice(1)).padEnd(11)}${fact}`;
}

function formatReads({ kind, pagesPlanned, pagesRead, pagesReread }: RunRecord): string {
  const unit = kind === 'high' ? 'batches' : 'pages';
  const planned = pagesPlanned === null ? '?' : formatCount(pagesPlanned);
  return join(
    `${formatCount(pagesRead ?? 0)} of ${planned} ${unit}`,
    optional(pagesReread, 'recheck', 'rechecks'),
  );
}

function formatOffers(run: RunRecord): string {
  const expected = run.offersExpected === null ? '' : ` of ${formatCount(run.offersExpected)} expected`;
  return join(
    `${formatCount(run.offersDistinct ?? 0)} met${expected}`,
    `${formatCount(run.offersNew ?? 0)} new`,
    `${formatCount(run.offersChanged ?? 0)} changed`,
    optional(run.offersPaused, 'no longer Active'),
    optional(run.offersResumed, 'Active again'),
    optional(run.offersDuplicate, 'met twice'),
    optional(run.offersOvertaken, 'overtaken'),
    optional(run.offersAbsent, 'not returned'),
  );
}

function formatSweep({ offersSwept, offersGone, offersNotMarked }: RunRecord): string {
  if (!offersSwept && !offersGone) return '';
  return join(
    `${formatCount(offersSwept ?? 0)} requested by id`,
    `${formatCount(offersGone ?? 0)} marked as Unknown`,
    offersNotMarked === null ? '' : `${formatCount(offersNotMarked)} not marked, because they are too many`,
  );
}

function formatRejected({ rowsRejected }: RunRecord): string {
  return optional(
    rowsRejected,
    'row or field that could not be read',
    'rows or fields that could not be read',
  );
}

function formatList({ listBefore, listAfter, listAdded, listRemoved }: RunRecord): string {
  if (listBefore === null || listAfter === null) return '';
  const size = `${formatQuantity(listAfter, 'offer')} on the ConversionList, ${formatCount(listBefore)} before`;
  return join(size, optional(listAdded, 'added'), optional(listRemoved, 'removed'));
}

function formatEpisodes({ episodesOpened, episodesClosed }: RunRecord): string {
  if (!episodesOpened && !episodesClosed) return '';
  return `${formatCount(episodesOpened ?? 0)} started, ${formatCount(episodesClosed ?? 0)} ended`;
}

function formatRequests({ requests, retries }: RunRecord): string {
  if (!requests) return '';
  return join(
    `${formatCount(requests)} to the network`,
    optional(retries, 'of them a retry', 'of them retries'),
  );
}

function optional(count: number | null | undefined, singular: string, plural = singular): string {
  return count == null || count === 0 ? '' : formatQuantity(count, singular, plural);
}

function join(...facts: string[]): string {
  return facts.filter((fact) => fact !== '').join(', ');
}

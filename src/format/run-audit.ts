import type { RunRecord } from '../store';
import { formatCount, pluralize, formatElapsed } from './numbers';

/** A run's audit in words, a line a fact; what did not happen and what is not known is left out. */
export function formatRunAudit(run: RunRecord): string[] {
  return [
    `${run.kind.toUpperCase()} ${run.status.replace('_', ' ')} in ${formatElapsed(run.durationMs ?? 0)}.`,
    ...(run.kind === 'refresh'
      ? []
      : [line('Read', describeReading(run)), line('Offers', describeOffers(run))]),
    line('Sweep', describeSweep(run)),
    line('List', describeList(run)),
    line(
      'Rejected',
      some(run.rowsRejected, 'row or field that could not be read', 'rows or fields that could not be read'),
    ),
    line('Requests', describeRequests(run)),
    ...run.reasons.map((reason) => line('Incomplete', reason)),
    ...run.notes.map((note) => line('Note', note)),
    line('Error', run.error ?? ''),
  ].filter((fact) => fact !== '');
}

function line(name: string, fact: string): string {
  return fact === '' ? '' : `  ${name.padEnd(11)}${fact}`;
}

function describeReading({ kind, pagesPlanned, pagesRead, pagesReread }: RunRecord): string {
  const unit = kind === 'high' ? 'batches of ids' : 'pages';
  const read = `${formatCount(pagesRead ?? 0)} of ${pagesPlanned === null ? '?' : formatCount(pagesPlanned)} ${unit}`;
  const again = some(pagesReread, 'request to look again', 'requests to look again');
  return join(read, again);
}

function describeOffers(run: RunRecord): string {
  const expected = run.offersExpected === null ? '' : ` of ${formatCount(run.offersExpected)} expected`;
  return join(
    `${formatCount(run.offersDistinct ?? 0)} met${expected}`,
    `${formatCount(run.offersNew ?? 0)} new`,
    `${formatCount(run.offersChanged ?? 0)} changed`,
    some(run.offersPaused, 'left Active'),
    some(run.offersDuplicate, 'met twice'),
    some(run.offersAbsent, 'not returned'),
  );
}

function describeSweep({ offersSwept, offersGone }: RunRecord): string {
  if (!offersSwept && !offersGone) return '';
  return join(
    `${formatCount(offersSwept ?? 0)} asked for by id`,
    `${formatCount(offersGone ?? 0)} marked as Unknown`,
  );
}

function describeList({ listBefore, listAfter, listAdded, listRemoved }: RunRecord): string {
  if (listBefore === null || listAfter === null) return '';
  const now = `${pluralize(listAfter, 'offer')} on the ConversionList`;
  return join(
    `${now}, ${formatCount(listBefore)} before`,
    some(listAdded, 'came'),
    some(listRemoved, 'left'),
  );
}

function describeRequests({ requests, retries }: RunRecord): string {
  if (!requests) return '';
  return join(
    `${formatCount(requests)} to the network`,
    some(retries, 'of them a repeat', 'of them repeats'),
  );
}

/** Empty where there is none. */
function some(number: number | null, one: string, several = one): string {
  return number === null || number === 0 ? '' : `${formatCount(number)} ${number === 1 ? one : several}`;
}

function join(...facts: string[]): string {
  return facts.filter((fact) => fact !== '').join(', ');
}

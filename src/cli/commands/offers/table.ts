import { formatAge } from '../../../format/duration';
import { formatCount, formatQuantity } from '../../../format/numbers';
import { formatLocalTime } from '../../../format/time';
import type { OfferPage, PastOfferRow } from '../../../store';
import { type Column, renderTable } from '../../../terminal/table';
import { sanitizeText } from '../../../terminal/text';

/** An offer of the list, now or at an earlier time. */
export type ListedOffer = OfferPage['offers'][number] | PastOfferRow;

/** A page of offers, now or at an earlier time. */
interface ListedOffers extends Omit<OfferPage, 'offers'> {
  source: string | null;
  offers: ListedOffer[];
  /** ISO 8601. Null: now. */
  at: string | null;
  /** An answer of the network that was requested before `at` can still arrive. */
  provisional: boolean;
}

const COLUMNS: Column<ListedOffer>[] = [
  { title: 'ID', read: ({ offerId }) => offerId, align: 'right' },
  { title: 'NAME', read: ({ offerName }) => offerName ?? '', isElastic: true, minWidth: 24 },
  { title: 'STATUS', read: formatStatus, isElastic: true },
  { title: 'COUNTRY', read: ({ country }) => country ?? '' },
  { title: 'CARRIER', read: ({ carrier }) => carrier ?? '', isElastic: true, isOptional: true },
  { title: 'PAYOUT', read: ({ payout }) => payout ?? '', align: 'right' },
  { title: '', read: ({ currency }) => currency ?? '' },
  { title: 'CAP', read: ({ dailyCap, dailyCapKind }) => formatCap(dailyCap, dailyCapKind), align: 'right' },
  {
    title: 'CONVERTED',
    read: ({ lastConversionAgeSeconds: age }) => (age === null ? '' : `${formatAge(age * 1_000)} ago`),
  },
  { title: 'SCORE', read: ({ score }) => formatScore(score), align: 'right', isOptional: true },
  { title: 'PRIORITY', read: ({ priority }) => priority ?? '', isOptional: true },
];

/** Render a page of offers as a table, followed by the total and the next cursor. `screenWidth`: see {@link renderTable}. */
export function renderOffers(
  { source, offers, total, at, provisional, mixesCurrencies, nextCursor }: ListedOffers,
  screenWidth: number | undefined,
): string[] {
  const when = at === null ? '' : ` at ${formatLocalTime(at)}`;
  const from = `${when}${source === null ? '' : ` (${sanitizeText(source)})`}`;
  if (offers.length === 0) return [`No offers${from}.`];
  return [
    ...renderTable(COLUMNS, offers, screenWidth),
    '',
    `${formatCount(offers.length)} of ${formatQuantity(total, 'offer')}${from}`,
    ...(provisional ? ['Provisional: an answer that was requested before that time can still arrive.'] : []),
    ...(mixesCurrencies
      ? ['The payouts are in more than one currency. Use --currency to compare them.']
      : []),
    ...(nextCursor === null
      ? []
      : [`Next page: the same command with ${at === null ? '' : `--at ${at} `}--cursor ${nextCursor}`]),
  ];
}

/** Format the last readable status. */
export function formatStatus({ status, statusConfirmed }: ListedOffer): string {
  if (status === null) return '';
  // Null: not known any more.
  return statusConfirmed !== false ? status : `${status} (unconfirmed)`;
}

/** Format a cap. A cap of zero differs from no cap. */
export function formatCap(cap: number | null, kind: ListedOffer['dailyCapKind']): string {
  if (kind === 'open') return 'open';
  if (cap === null) return '';
  return kind === 'percent' ? `${cap} %` : formatCount(cap);
}

/** Format a score with three digits. */
export function formatScore(score: number | null): string {
  return score === null ? '' : String(Number(score.toPrecision(3)));
}

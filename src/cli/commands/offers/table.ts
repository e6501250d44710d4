import { formatAge } from '../../../format/duration';
import { formatCount, formatQuantity } from '../../../format/numbers';
import type { OfferPage, OfferRow } from '../../../store';
import { type Column, renderTable } from '../../../terminal/table';
import { sanitizeText } from '../../../terminal/text';

const COLUMNS: Column<OfferRow>[] = [
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
  { title: 'PRIORITY', read: ({ priority }) => priority, isOptional: true },
];

/** Render a page of offers as a table, followed by the total and the next cursor. `screenWidth`: see {@link renderTable}. */
export function renderOffers(
  { source, offers, total, mixesCurrencies, nextCursor }: OfferPage & { source: string | null },
  screenWidth: number | undefined,
): string[] {
  const from = source === null ? '' : ` (${sanitizeText(source)})`;
  if (offers.length === 0) return [`No offers.${from}`];
  return [
    ...renderTable(COLUMNS, offers, screenWidth),
    '',
    `${formatCount(offers.length)} of ${formatQuantity(total, 'offer')}${from}`,
    ...(mixesCurrencies
      ? ['The payouts are in more than one currency. Use --currency to compare them.']
      : []),
    ...(nextCursor === null ? [] : [`Next page: the same command with --cursor ${nextCursor}`]),
  ];
}

/** Format the last readable status. */
export function formatStatus({ status, statusConfirmed }: OfferRow): string {
  if (status === null) return '';
  return statusConfirmed ? status : `${status} (unconfirmed)`;
}

/** Format a cap. A cap of zero differs from no cap. */
export function formatCap(cap: number | null, kind: OfferRow['dailyCapKind']): string {
  if (kind === 'open') return 'open';
  if (cap === null) return '';
  return kind === 'percent' ? `${cap} %` : formatCount(cap);
}

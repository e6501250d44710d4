import { formatCount, formatAge } from '../../../format/numbers';
import type { OfferPage, OfferRow } from '../../../store';
import { type Column, renderTable } from '../../../terminal/table';
import { sanitizeText } from '../../../terminal/text';

const COLUMNS: Column<OfferRow>[] = [
  { title: 'ID', read: ({ offerId }) => offerId, align: 'right' },
  { title: 'NAME', read: ({ offerName }) => offerName ?? '', isElastic: true },
  { title: 'STATUS', read: ({ status }) => status ?? '' },
  { title: 'COUNTRY', read: ({ country }) => country ?? '' },
  { title: 'CARRIER', read: ({ carrier }) => carrier ?? '', isElastic: true },
  { title: 'PAYOUT', read: ({ payout }) => payout ?? '', align: 'right' },
  { title: '', read: ({ currency }) => currency ?? '' },
  { title: 'CAP', read: ({ dailyCap, dailyCapKind }) => describeCap(dailyCap, dailyCapKind), align: 'right' },
  {
    title: 'CONVERTED',
    read: ({ lastConversionAgeSeconds: age }) => (age === null ? '' : `${formatAge(age)} ago`),
  },
  { title: 'PRIORITY', read: ({ priority }) => priority },
];

/** A page of offers as a table, with what comes after it. `screenWidth`: see {@link renderTable}. */
export function renderOffers(
  { source, offers, total, nextCursor }: OfferPage & { source: string | null },
  screenWidth: number | undefined,
): string[] {
  const from = source === null ? '' : ` (${sanitizeText(source)})`;
  if (offers.length === 0) return [`No offers.${from}`];
  return [
    ...renderTable(COLUMNS, offers, screenWidth),
    '',
    `${formatCount(offers.length)} of ${formatCount(total)} offers${from}`,
    ...(nextCursor === null ? [] : [`More: the same with --cursor ${nextCursor}`]),
  ];
}

/** A cap of zero is not the same as none. */
function describeCap(cap: number | null, kind: OfferRow['dailyCapKind']): string {
  if (kind === 'open') return 'open';
  if (cap === null) return '';
  return kind === 'percent' ? `${cap} %` : formatCount(cap);
}

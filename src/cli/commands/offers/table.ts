import { count, span } from '../../../format/numbers';
import type { OfferPage, OfferRow } from '../../../store';
import { type Column, layOut } from '../../../terminal/table';
import { plain } from '../../../terminal/text';

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
    read: ({ lastConversionAgeSeconds: age }) => (age === null ? '' : `${span(age)} ago`),
  },
  { title: 'PRIORITY', read: ({ priority }) => priority },
];

/** A page of offers as a table, with what comes after it. `screenWidth`: see {@link layOut}. */
export function describeOffers(
  { source, offers, total, nextCursor }: OfferPage & { source: string | null },
  screenWidth: number | undefined,
): string[] {
  const from = source === null ? '' : ` (${plain(source)})`;
  if (offers.length === 0) return [`No offers.${from}`];
  return [
    ...layOut(COLUMNS, offers, screenWidth),
    '',
    `${count(offers.length)} of ${count(total)} offers${from}`,
    ...(nextCursor === null ? [] : [`More: the same with --cursor ${nextCursor}`]),
  ];
}

/** A cap of zero is not the same as none. */
function describeCap(cap: number | null, kind: OfferRow['dailyCapKind']): string {
  if (kind === 'open') return 'open';
  if (cap === null) return '';
  return kind === 'percent' ? `${cap} %` : count(cap);
}

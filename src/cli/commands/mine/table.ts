import { formatAge, formatDuration } from '../../../format/duration';
import { formatCount, formatQuantity } from '../../../format/numbers';
import type { WatchedOffer, WatchlistPage } from '../../../store';
import { type Column, renderTable } from '../../../terminal/table';

/** Render a page of the watch list as a table, with the note of an offer below it. `screenWidth`: see {@link renderTable}. */
export function renderMine(
  { watchlist, total, nextCursor }: WatchlistPage,
  nowMs: number,
  screenWidth: number | undefined,
): string[] {
  if (total === 0) return ['The watch list is empty. Add offers with `mobipium-sync mine add <ids>`.'];
  return [
    ...renderTable(columns(nowMs), watchlist, screenWidth, ({ note }) => note ?? ''),
    '',
    `${formatCount(watchlist.length)} of ${formatQuantity(total, 'offer')} on the watch list`,
    ...(nextCursor === null ? [] : [`Next page: the same command with --cursor ${nextCursor}`]),
  ];
}

const columns = (nowMs: number): Column<WatchedOffer>[] => [
  { title: 'ID', read: ({ offerId }) => offerId, align: 'right' },
  { title: 'NAME', read: ({ offerName }) => offerName ?? '', isElastic: true, minWidth: 16 },
  { title: 'STATUS', read: ({ status }) => status ?? '' },
  { title: 'PAYOUT', read: ({ payout }) => payout ?? '', align: 'right', isOptional: true },
  { title: '', read: ({ currency }) => currency ?? '', isOptional: true },
  {
    title: 'CONVERTED',
    read: ({ lastConversionAt: at }) => (at === null ? '' : `${formatAge(nowMs - Date.parse(at))} ago`),
  },
  { title: 'REPORTS', read: formatSensitivity },
  {
    title: 'MUTED',
    read: ({ mutedUntil }) => (mutedUntil === null ? '' : formatAge(Date.parse(mutedUntil) - nowMs)),
  },
];

/** When a silence is reported: `usual`, or `after 10m`. */
function formatSensitivity({ sensitivity, silenceSeconds }: WatchedOffer): string {
  return silenceSeconds === null ? sensitivity : `after ${formatDuration(silenceSeconds * 1_000)}`;
}

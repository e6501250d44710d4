/** SQL condition: the offer with the id in this column is on the watch list. */
export function isWatched(offerId: string): string {
  return `${offerId} IN (SELECT offer_id FROM watchlist)`;
}

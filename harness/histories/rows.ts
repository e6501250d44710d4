import type { Bar } from './timeline';

/**
 * Put each bar in the first row that is free from when it was scheduled. There are as many rows as bars overlap at once.
 *
 * @param bars In the order in which they were scheduled.
 */
export function packRows(bars: readonly Bar[]): Bar[][] {
  const rows: Bar[][] = [];
  for (const bar of bars) {
    const free = rows.find((row) => row.at(-1)!.endedMs <= bar.scheduledMs);
    if (free === undefined) rows.push([bar]);
    else free.push(bar);
  }
  return rows;
}

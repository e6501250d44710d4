import type { Bar } from './timeline';

/**
 * Put each bar in the first lane that is free from when it was scheduled. There are as many lanes as bars overlap at once.
 *
 * @param bars In the order in which they were scheduled.
 */
export function packLanes(bars: readonly Bar[]): Bar[][] {
  const lanes: Bar[][] = [];
  for (const bar of bars) {
    const free = lanes.find((lane) => lane.at(-1)!.endedMs <= bar.scheduledMs);
    if (free === undefined) lanes.push([bar]);
    else free.push(bar);
  }
  return lanes;
}

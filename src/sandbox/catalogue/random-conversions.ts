import { dayAndNightOf } from './day-and-night';
import { draw, drawShare } from './draw';
import type { Conversion } from './draw-conversion';

const TOPIC = { isBursty: 45, clusters: 46, firstOfCluster: 200 } as const;

const HOUR_MS = 3_600_000;

/** The mean number of conversions in a burst. */
const BURST_SIZE = 5;

/** One value of a Poisson distribution with the mean 1 is larger than this in ten million. */
const MAX_CLUSTERS = 10;

/** One burst in 1,000 would be larger. */
const MAX_BURST = 30;

/** The mean time between two conversions of a burst, in cells. */
const GAP_IN_BURST = 0.05;

/** Draws for one cluster: its start, its size, and for each conversion the gap before it and its mark. */
const TOPICS_PER_CLUSTER = 2 + 2 * MAX_BURST;

/**
 * The conversions of an offer up to a moment, latest first, without end. The mean time between them is `meanGapMs`.
 *
 * Half of the offers convert as a Poisson process, the others in bursts. The time is divided into cells with one cluster
 * each on average: a single conversion, or a burst, which ends within the next cell. So the conversions around a moment
 * are drawn without their past.
 */
export function* randomConversionsBefore(
  seed: number,
  position: number,
  meanGapMs: number,
  timeMs: number,
): Generator<Conversion> {
  const isBursty = draw(seed, TOPIC.isBursty, position) % 2 === 0;
  const hours = dayAndNightOf(seed, position);
  const cellHours = (meanGapMs * (isBursty ? BURST_SIZE : 1)) / HOUR_MS;
  // Conversions are in whole ms, rounded down: those within this ms count.
  const lastCell = Math.floor(hours.toActiveHours(timeMs + 1) / cellHours);
  let ofCell = drawCell(seed, position, isBursty, lastCell);
  for (let cell = lastCell; ; cell -= 1) {
    const ofCellBefore = drawCell(seed, position, isBursty, cell - 1);
    const inCell = [
      ...ofCell.filter(({ at }) => at < cell + 1),
      ...ofCellBefore.filter(({ at }) => at >= cell),
    ].sort((a, b) => b.at - a.at);
    for (const { at, mark } of inCell) {
      const atMs = hours.toTimeMs(at * cellHours);
      if (atMs <= timeMs) yield { atMs, mark };
    }
    ofCell = ofCellBefore;
  }
}

/** The conversions of the clusters that start in a cell. `at` counts in cells, and is before the end of the next one. */
function drawCell(seed: number, position: number, isBursty: boolean, cell: number) {
  const conversions: { at: number; mark: number }[] = [];
  const clusters = poissonOfMeanOne(drawShare(seed, TOPIC.clusters, position, cell));
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const topic = TOPIC.firstOfCluster + cluster * TOPICS_PER_CLUSTER;
    const share = (offset: number) => drawShare(seed, topic + offset, position, cell);
    const size = isBursty ? geometric(share(1)) : 1;
    let at = cell + share(0);
    for (let index = 0; index < size && at < cell + 2; index += 1) {
      conversions.push({ at, mark: share(3 + 2 * index) });
      at += GAP_IN_BURST * exponential(share(4 + 2 * index));
    }
  }
  return conversions;
}

/** Each function returns the value of a distribution that a share of its values does not exceed. */

function exponential(share: number): number {
  return -Math.log(1 - share);
}

/** Whole numbers from 1 with the mean `BURST_SIZE`. */
function geometric(share: number): number {
  return Math.min(MAX_BURST, 1 + Math.floor(exponential(share) / -Math.log(1 - 1 / BURST_SIZE)));
}

/** Whole numbers from 0 with the mean 1. */
function poissonOfMeanOne(share: number): number {
  let probability = Math.exp(-1);
  let below = probability;
  let value = 0;
  while (share >= below && value < MAX_CLUSTERS) {
    value += 1;
    probability /= value;
    below += probability;
  }
  return value;
}

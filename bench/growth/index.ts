import type { Measurement } from '../measurements';
import { measurePoint } from './measure-point';

/** The sizes of the network. Runs over the largest take minutes, so they are measured once. */
const POINTS = [
  { offers: 1_200, listed: 300, rounds: 3 },
  { offers: 12_000, listed: 900, rounds: 3 },
  { offers: 120_000, listed: 9_000, rounds: 3 },
  { offers: 1_000_000, listed: 50_000, rounds: 1 },
];

/**
 * Measure what FULL and HIGH need over networks of growing size: time, processor, memory, database, history, and Actions of
 * Temporal Cloud. The result has one measurement after the other, each at all sizes.
 *
 * @throws on a system other than Linux, which has no `/proc`.
 */
export async function measureGrowth(log: (line: string) => void): Promise<Measurement[]> {
  const points: Measurement[][] = [];
  for (const point of POINTS) points.push(await measurePoint(point, log));
  return points[0]!.flatMap((_, index) => points.map((point) => point[index]!));
}

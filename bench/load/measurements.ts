import { type Measurement, mustBeZero, percentile, single } from '../measurements';
import type { LoadResult } from './generator';

/** Correct responses to a request for something that exists. */
const OK_STATUSES = ['200', '304'];

export interface LoadBounds {
  /** Upper bound of the 99th percentile over all groups, in milliseconds. */
  p99Ms?: number;
  /** Further correct statuses, which are counted. */
  allowedStatuses?: string[];
}

/** Latency percentiles of each group and of all, wrong responses, and the generator's own delay. */
export function loadMeasurements(
  target: string,
  { groups, sendDelays }: LoadResult,
  { p99Ms, allowedStatuses = [] }: LoadBounds = {},
): Measurement[] {
  const byStatus = new Map<string, number>();
  for (const [status, count] of groups.flatMap((group) => Object.entries(group.byStatus)))
    byStatus.set(status, (byStatus.get(status) ?? 0) + count);
  const wrong = [...byStatus].filter(([status]) => ![...OK_STATUSES, ...allowedStatuses].includes(status));
  const all = groups.flatMap(({ latencies }) => latencies);
  return [
    ...groups.flatMap(({ name, latencies }) => latencyOf(`${target}, ${name}`, latencies)),
    ...latencyOf(`${target}, all`, all, p99Ms),
    ...allowedStatuses.map((status) =>
      single(`${target}, responses ${status}`, 'responses', byStatus.get(status) ?? 0),
    ),
    mustBeZero(
      `${target}, wrong responses${wrong.map(([status, count]) => `, ${status}: ${count}`).join('')}`,
      'responses',
      wrong.reduce((sum, [, count]) => sum + count, 0),
    ),
    single(`${target}, send delay of the generator, p99`, 'ms', percentile(sendDelays, 99)),
  ];
}

function latencyOf(name: string, latencies: number[], p99Ms?: number): Measurement[] {
  return [
    single(`${name}, p50`, 'ms', percentile(latencies, 50)),
    single(
      `${name}, p99`,
      'ms',
      percentile(latencies, 99),
      p99Ms === undefined ? undefined : { atMost: p99Ms },
    ),
  ];
}

import { median, type Measurement } from '../measurements';
import type { ProcessStats } from '../process-stats';

/**
 * What is measured, and the bound of the last quarter relative to the second; the first quarter is for warming up.
 *
 * Open files and sockets follow the load, by about ten. A leak never closes any, so the minimum shows it.
 */
const RESOURCES = {
  residentMiB: { name: 'memory', unit: 'MiB', bound: 1.25, samplesOf: (part: number[]) => part },
  openFiles: { name: 'minimum of open files', unit: 'files', bound: 1.2, samplesOf: minimumOf },
  sockets: { name: 'minimum of sockets', unit: 'files', bound: 1.2, samplesOf: minimumOf },
} as const;

/** Growth of each program's resources. Empty for programs with too few samples. */
export function growthMeasurements(samples: Record<string, ProcessStats[]>): Measurement[] {
  return Object.entries(samples)
    .filter(([, stats]) => stats.length >= 4)
    .flatMap(([program, stats]) =>
      (Object.keys(RESOURCES) as (keyof typeof RESOURCES)[]).map((resource): Measurement => {
        const { name, unit, bound, samplesOf } = RESOURCES[resource];
        const values = stats.map((sample) => sample[resource]);
        const quarter = Math.floor(values.length / 4);
        return {
          name: `${name} of the ${program}, last quarter relative to the second`,
          unit,
          samples: samplesOf(values.slice(-quarter)),
          baseline: median(samplesOf(values.slice(quarter, 2 * quarter))),
          bound: { atMost: bound },
        };
      }),
    );
}

function minimumOf(values: number[]): number[] {
  return [Math.min(...values)];
}

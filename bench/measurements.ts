/** One line of the report. */
export interface Measurement {
  name: string;
  /** Of the samples and the baseline. */
  unit:
    | 'ms'
    | 's'
    | 'min'
    | 'rows/s'
    | 'rows'
    | 'KiB'
    | 'MiB'
    | 'events'
    | 'actions'
    | 'responses'
    | 'runs'
    | 'offers'
    | 'files'
    | 'times'
    | '$'
    | '%';
  samples: number[];
  /** If set, the result is the ratio of the median to this. */
  baseline?: number;
  /** Left out: the measurement is for information. */
  bound?: Bound;
}

export type Bound = { atMost: number } | { atLeast: number };

/** A measurement of a single value. */
export function single(name: string, unit: Measurement['unit'], value: number, bound?: Bound): Measurement {
  return { name, unit, samples: [value], ...(bound && { bound }) };
}

/** A count that must be 0. */
export function mustBeZero(name: string, unit: Measurement['unit'], count: number): Measurement {
  return single(name, unit, count, { atMost: 0 });
}

export function median(samples: number[]): number {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}

/** Nearest-rank percentile. */
export function percentile(samples: number[], percent: number): number {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!;
}

/** The value that the bound applies to: the median, or its ratio to the baseline. */
export function resultOf({ samples, baseline }: Measurement): number {
  return median(samples) / (baseline ?? 1);
}

/** True if there is no bound. */
export function meetsBound(measurement: Measurement): boolean {
  const { bound } = measurement;
  if (bound === undefined) return true;
  return 'atMost' in bound ? resultOf(measurement) <= bound.atMost : resultOf(measurement) >= bound.atLeast;
}

/** One line of the table. */
export interface Figure {
  what: string;
  /** What the samples are, or the ratio of two such. */
  unit: 'ms' | 'rows/s' | 'MiB' | 'events' | 'answers' | 'runs' | 'offers' | 'files' | 'times' | '%';
  samples: number[];
  /** What the samples are measured against, in the same unit: the figure is then the ratio. */
  against?: number;
  /** What it has to reach; left out: it is only told. */
  reach?: { atMost: number } | { atLeast: number };
}

/** The middle one of the samples; of an even number, the mean of the two in the middle. */
export function medianOf(samples: number[]): number {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}

/** The least sample that so many of a hundred are not above. */
export function percentileOf(samples: number[], percent: number): number {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!;
}

/** What is held against the bound: the median, or its ratio to what it is measured against. */
export function valueOf({ samples, against }: Figure): number {
  return medianOf(samples) / (against ?? 1);
}

/** Whether a figure reaches its bound; true where it has none. */
export function isReached(figure: Figure): boolean {
  const { reach } = figure;
  if (reach === undefined) return true;
  return 'atMost' in reach ? valueOf(figure) <= reach.atMost : valueOf(figure) >= reach.atLeast;
}

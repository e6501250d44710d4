import type { Schemas } from '../../../api';

type Conversions = Pick<Schemas['OfferConversions'], 'from' | 'hours'>;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The conversions seen in each hour from the first one on. */
export function countByHour({ from, hours }: Conversions, hourCount: number): number[] {
  const counts = new Array<number>(hourCount).fill(0);
  for (const { hour, seen } of hours) {
    const index = Math.round((Date.parse(hour) - Date.parse(from)) / HOUR_MS);
    if (index >= 0 && index < hourCount) counts[index] = seen;
  }
  return counts;
}

/** When conversions were seen, in milliseconds since 1970, ascending. Where only the hour is known: its end, or now. */
export function timesOf({ hours }: Conversions, nowMs: number): number[] {
  return hours.flatMap(({ hour, minutes }) => {
    const start = Date.parse(hour);
    const times = minutes.map((minute) => start + (minute + 1) * MINUTE_MS);
    return (times.length === 0 ? [start + HOUR_MS] : times).map((time) => Math.min(time, nowMs));
  });
}

/** The age of the last conversion from one conversion until the next one, or now. */
export interface Silence {
  /** In milliseconds since 1970. */
  from: number;
  until: number;
  isOver: boolean;
}

/** The silences between the conversions, in order. The last one lasts. */
export function silencesBetween(times: readonly number[], nowMs: number): Silence[] {
  return times.map((from, index) => ({
    from,
    until: times[index + 1] ?? Math.max(from, nowMs),
    isOver: index + 1 < times.length,
  }));
}

/** The longest silence. Undefined: there is none. */
export function longestOf(silences: readonly Silence[]): Silence | undefined {
  return silences.reduce<Silence | undefined>(
    (longest, each) =>
      longest === undefined || each.until - each.from > longest.until - longest.from ? each : longest,
    undefined,
  );
}

/** The saw-tooth of the ages as the path of an SVG: each conversion lets the age fall to zero. */
export function sawTooth(
  silences: readonly Silence[],
  { from, until, width, height }: { from: number; until: number; width: number; height: number },
): string {
  const highest = Math.max(1, ...silences.map((silence) => silence.until - silence.from));
  const x = (time: number) => round(((time - from) / (until - from)) * width);
  const y = (age: number) => round(height - (age / highest) * height);
  return silences
    .map(
      (silence) =>
        `M${x(silence.from)} ${y(0)}L${x(silence.until)} ${y(silence.until - silence.from)}V${y(0)}`,
    )
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The conversions of each day, in order. `dayOf` names the day of an hour, in the time zone of the reader. */
export function countByDay(
  counts: readonly number[],
  from: string,
  dayOf: (hour: Date) => string,
): [string, number][] {
  const days = new Map<string, number>();
  counts.forEach((count, index) => {
    const day = dayOf(new Date(Date.parse(from) + index * HOUR_MS));
    days.set(day, (days.get(day) ?? 0) + count);
  });
  return [...days];
}

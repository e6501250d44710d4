import type { Locale } from './locales';

/** Writes numbers, times and lists as the language does, times in the time zone of the browser. */
export interface Formats {
  number: (value: number, options?: { maximumFractionDigits?: number }) => string;
  /** `value` is a share: 0.62 is 62 %. */
  percent: (value: number) => string;
  /** `amount` is a decimal string and keeps all its digits; the currency is its code. */
  money: (amount: string, currency: string | null) => string;
  /** `06:51:45` */
  time: (instant: Date) => string;
  /** `2 Jan, 06:51` */
  dateTime: (instant: Date) => string;
  /** `Fri, 2 January 2026 at 06:51:45 CET`, for titles. */
  fullDateTime: (instant: Date) => string;
  /** Two units at most: `48 sec`, `3 min`, `3 hr 10 min`. */
  duration: (seconds: number) => string;
  /** One unit: `48s ago`, `3min ago`. A time in the future counts as now. */
  ago: (seconds: number) => string;
  list: (parts: readonly string[]) => string;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Creates the formats of a language. `timeZone`: default that of the browser. */
export function createFormats(locale: Locale, timeZone?: string): Formats {
  const zone = timeZone === undefined ? {} : { timeZone };
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const amount = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 10 });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23', ...zone });
  const dateTime = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...zone,
  });
  const full = new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'long',
    hourCycle: 'h23',
    ...zone,
  });
  const relative = new Intl.RelativeTimeFormat(locale, { style: 'narrow' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const units = Object.fromEntries(
    UNITS.map(([unit]) => [
      unit,
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
    ]),
  ) as Record<(typeof UNITS)[number][0], Intl.NumberFormat>;

  return {
    number: (value, options) => value.toLocaleString(locale, options),
    percent: (value) => percent.format(value),
    money: (value, currency) =>
      [amount.format(value as Intl.StringNumericLiteral), currency].filter(Boolean).join(' '),
    time: (instant) => time.format(instant),
    dateTime: (instant) => dateTime.format(instant),
    fullDateTime: (instant) => full.format(instant),
    duration(seconds) {
      const whole = Math.max(0, Math.floor(seconds));
      const index = UNITS.findIndex(([, size]) => whole >= size);
      const [first, second] = UNITS.slice(index === -1 ? UNITS.length - 1 : index);
      const [unit, size] = first!;
      const parts = [units[unit].format(Math.floor(whole / size))];
      // Seconds beside minutes would change all the time and say little.
      if (second !== undefined && second[0] !== 'second') {
        const rest = Math.floor((whole % size) / second[1]);
        if (rest > 0) parts.push(units[second[0]].format(rest));
      }
      return parts.join(' ');
    },
    ago(seconds) {
      const whole = Math.max(0, Math.floor(seconds));
      const [unit, size] = UNITS.find(([, each]) => whole >= each) ?? UNITS.at(-1)!;
      return relative.format(-Math.floor(whole / size), unit);
    },
    list: (parts) => list.format(parts),
  };
}

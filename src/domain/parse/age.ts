import { parsed, unreadable, type Parsed } from './parsed';

const DAY_SECONDS = 86_400;

/** Ten years of 365 days. An older age is an error: the network did not exist then. */
export const MAX_AGE_SECONDS = 10 * 365 * DAY_SECONDS;

/**
 * The smallest age that a `>` may state. It is the age limit of the priority `HIGH`: an offer beyond it is `LOW` for any
 * true age, while one with `> 5m` may be either.
 */
const MIN_LOWER_BOUND_SECONDS = DAY_SECONDS;

/** Longer than any real age, and short enough for fast matching. */
const MAX_LENGTH = 80;

const NO_CONVERSION = ['', 'never', 'n/a', '-', 'none'];

const SECONDS_BY_WORD = new Map([
  ['now', 0],
  ['just now', 0],
  // Yesterday was between 0 and 48 hours ago: the middle is one day.
  ['yesterday', DAY_SECONDS],
]);

const UNITS: [names: string[], seconds: number][] = [
  [['w', 'wk', 'wks', 'week', 'weeks'], 7 * DAY_SECONDS],
  [['d', 'day', 'days'], DAY_SECONDS],
  [['h', 'hr', 'hrs', 'hour', 'hours'], 3_600],
  [['m', 'min', 'mins', 'minute', 'minutes'], 60],
  [['s', 'sec', 'secs', 'second', 'seconds'], 1],
];

const SECONDS_BY_UNIT = new Map(UNITS.flatMap(([names, seconds]) => names.map((name) => [name, seconds])));

const NUMBER_ALONE = /^\d{1,9}$/;
const ONE_UNIT = /^an?\s+(?<unit>week|day|hour|minute|second)$/;
const AMOUNTS = /^\d{1,9}\s*[a-z]+(?:(?:\s*,\s*|\s+and\s+|\s*)\d{1,9}\s*[a-z]+)*$/;
const AMOUNT = /(?<amount>\d+)\s*(?<unit>[a-z]+)/g;

/**
 * Parses how long ago an offer converted, into whole seconds: `6h18min`, `5m`, `1 day, 5 hours`, `2 weeks ago`,
 * `an hour ago`, `yesterday`, `just now`.
 *
 * A number without a unit is minutes. Each unit appears once, the largest first. A `<` age counts as half of it,
 * rounded down to a whole second. An age with a `>` in front or a `+` behind counts as itself, and is at least one day.
 * Null, blank, `Never`, `N/A`, `-` and `None` are null: no conversion. Any case, surrounding spaces and a closing `ago`
 * are accepted. Anything negative, in the future, older than `MAX_AGE_SECONDS` or not an age is `unreadable`.
 */
export function parseAge(raw: string | null): Parsed<number | null> {
  const text = (raw ?? '').trim().toLowerCase();
  if (NO_CONVERSION.includes(text)) return parsed(null);
  if (text.length > MAX_LENGTH) return unreadable('The last conversion is too long to be an age.');
  const word = SECONDS_BY_WORD.get(text);
  if (word !== undefined) return parsed(word);

  const { bound, age } = splitBound(text.replace(/\s+ago$/, ''));
  const seconds = toSeconds(age);
  if (seconds === undefined) return unreadable('The last conversion is not an age.');
  if (seconds > MAX_AGE_SECONDS) return unreadable('The last conversion is more than ten years ago.');
  if (bound === 'lower' && seconds < MIN_LOWER_BOUND_SECONDS) {
    return unreadable('The last conversion is a lower bound of less than one day.');
  }
  return parsed(bound === 'upper' ? Math.floor(seconds / 2) : seconds);
}

function splitBound(text: string): { bound?: 'upper' | 'lower'; age: string } {
  if (text.startsWith('<')) return { bound: 'upper', age: text.slice(1).trim() };
  if (text.startsWith('>')) return { bound: 'lower', age: text.slice(1).trim() };
  if (text.endsWith('+')) return { bound: 'lower', age: text.slice(0, -1).trim() };
  return { age: text };
}

function toSeconds(text: string): number | undefined {
  if (NUMBER_ALONE.test(text)) return Number(text) * 60;
  const oneUnit = ONE_UNIT.exec(text)?.groups?.['unit'];
  if (oneUnit !== undefined) return SECONDS_BY_UNIT.get(oneUnit);
  return AMOUNTS.test(text) ? sumAmounts(text) : undefined;
}

/** Undefined for an unknown unit, and for one that is not smaller than the unit before it. */
function sumAmounts(text: string): number | undefined {
  let sum = 0;
  let previous = Infinity;
  for (const { groups } of text.matchAll(AMOUNT)) {
    const unit = SECONDS_BY_UNIT.get(groups?.['unit'] ?? '');
    if (unit === undefined || unit >= previous) return undefined;
    sum += Number(groups?.['amount']) * unit;
    previous = unit;
  }
  return sum;
}

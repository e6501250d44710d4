import { parsed, unreadable, type Parsed } from './parsed';

const DAY_SECONDS = 86_400;

/** Ten years of 365 days. An older age is an error: the network did not exist then. */
export const MAX_AGE_SECONDS = 10 * 365 * DAY_SECONDS;

/** How long ago an offer converted: at least `seconds`, and less than `seconds + precisionSeconds`. */
export interface Age {
  seconds: number;
  /** Greater than 0. */
  precisionSeconds: number;
}

/**
 * The smallest age that a `>` may state. It is the age limit of the priority `HIGH`: an offer beyond it is `LOW` for any
 * true age, while one with `> 5m` may be either.
 */
const MIN_LOWER_BOUND_SECONDS = DAY_SECONDS;

/** Longer than any real age, and short enough for fast matching. */
const MAX_LENGTH = 80;

const NO_CONVERSION = ['', 'never', 'n/a', '-', 'none'];

const AGE_BY_WORD = new Map<string, Age>([
  // The network's smallest unit is usually the minute.
  ['now', { seconds: 0, precisionSeconds: 60 }],
  ['just now', { seconds: 0, precisionSeconds: 60 }],
  // The word that formatters of ages print for one whole elapsed day.
  ['yesterday', { seconds: DAY_SECONDS, precisionSeconds: DAY_SECONDS }],
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
 * An age is rounded down to its smallest unit, which is its precision: `1min` is at least one and less than two minutes,
 * `1d5h` at least 29 and less than 30 hours. `< 5m` is at least 0 and less than 5 minutes, `now` less than a minute,
 * `yesterday` as `1d`. An age with a `>` in front or a `+` behind is at least one day; its precision is
 * `MAX_AGE_SECONDS`.
 *
 * A number without a unit is minutes. Each unit appears once, the largest first. Null, blank, `Never`, `N/A`, `-` and
 * `None` are null: no conversion. Any case, surrounding spaces and a closing `ago` are accepted. Anything negative, in
 * the future, older than `MAX_AGE_SECONDS` or not an age is `unreadable`.
 */
export function parseAge(raw: string | null): Parsed<Age | null> {
  const text = (raw ?? '').trim().toLowerCase();
  if (NO_CONVERSION.includes(text)) return parsed(null);
  if (text.length > MAX_LENGTH) return unreadable('The last conversion is too long to be an age.');
  const word = AGE_BY_WORD.get(text);
  if (word !== undefined) return parsed(word);

  const { bound, text: amounts } = splitBound(text.replace(/\s+ago$/, ''));
  const age = toAge(amounts);
  if (age === undefined) return unreadable('The last conversion is not an age.');
  const { seconds } = age;
  if (seconds > MAX_AGE_SECONDS) return unreadable('The last conversion is more than ten years ago.');
  if (bound === 'lower') {
    return seconds < MIN_LOWER_BOUND_SECONDS
      ? unreadable('The last conversion is a lower bound of less than one day.')
      : parsed({ seconds, precisionSeconds: MAX_AGE_SECONDS });
  }
  if (bound === undefined) return parsed(age);
  return seconds === 0
    ? unreadable('The last conversion is less than zero ago.')
    : parsed({ seconds: 0, precisionSeconds: seconds });
}

function splitBound(text: string): { bound?: 'upper' | 'lower'; text: string } {
  if (text.startsWith('<')) return { bound: 'upper', text: text.slice(1).trim() };
  if (text.startsWith('>')) return { bound: 'lower', text: text.slice(1).trim() };
  if (text.endsWith('+')) return { bound: 'lower', text: text.slice(0, -1).trim() };
  return { text };
}

function toAge(text: string): Age | undefined {
  if (NUMBER_ALONE.test(text)) return { seconds: Number(text) * 60, precisionSeconds: 60 };
  const oneUnit = SECONDS_BY_UNIT.get(ONE_UNIT.exec(text)?.groups?.['unit'] ?? '');
  if (oneUnit !== undefined) return { seconds: oneUnit, precisionSeconds: oneUnit };
  return AMOUNTS.test(text) ? sumAmounts(text) : undefined;
}

/** Undefined for an unknown unit, and for one that is not smaller than the unit before it. */
function sumAmounts(text: string): Age | undefined {
  let seconds = 0;
  let smallest = Infinity;
  for (const { groups } of text.matchAll(AMOUNT)) {
    const unit = SECONDS_BY_UNIT.get(groups?.['unit'] ?? '');
    if (unit === undefined || unit >= smallest) return undefined;
    seconds += Number(groups?.['amount']) * unit;
    smallest = unit;
  }
  return { seconds, precisionSeconds: smallest };
}

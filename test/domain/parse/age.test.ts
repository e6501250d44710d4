import fc from 'fast-check';
import { type Age, MAX_AGE_SECONDS, parseAge } from '../../../src/domain/parse/age';

const UNIT_SECONDS = [604_800, 86_400, 3_600, 60, 1];

describe('the formats of an age, with its seconds and its precision', () => {
  test.each([
    ['4min', 240, 60],
    ['51min', 3_060, 60],
    ['0min', 0, 60],
    ['6h18min', 22_680, 60],
    ['5m', 300, 60],
    ['2h', 7_200, 3_600],
    ['1d', 86_400, 86_400],
    ['1d5h', 104_400, 3_600],
    ['1m30s', 90, 1],
    ['30s', 30, 1],
    ['5', 300, 60],
    ['0', 0, 60],
    ['1h 0min', 3_600, 60],
    ['< 1m', 0, 60],
    ['<5m', 0, 300],
    ['<1s', 0, 1],
    ['< 5', 0, 300],
    ['< 1h30m', 0, 5_400],
    ['just now', 0, 60],
    ['now', 0, 60],
    ['  6H18Min ', 22_680, 60],
    ['JUST NOW', 0, 60],
    ['1 day 2 hours', 93_600, 3_600],
    ['3 mins ago', 180, 60],
    ['3650d', MAX_AGE_SECONDS, 86_400],
    ['1w', 604_800, 604_800],
    ['1w2d', 777_600, 86_400],
    ['3 wks ago', 1_814_400, 604_800],
    ['1 day, 5 hours', 104_400, 3_600],
    ['1 day and 5 hours ago', 104_400, 3_600],
    ['1d,5h,3m', 104_580, 60],
    ['2 hrs, 1 sec', 7_201, 1],
    ['an hour ago', 3_600, 3_600],
    ['a minute ago', 60, 60],
    ['A Day Ago', 86_400, 86_400],
    ['a week', 604_800, 604_800],
    ['< an hour', 0, 3_600],
    ['yesterday', 86_400, 86_400],
    ['>30d', 2_592_000, MAX_AGE_SECONDS],
    ['30d+', 2_592_000, MAX_AGE_SECONDS],
    ['30 days+ ago', 2_592_000, MAX_AGE_SECONDS],
    ['> 24h', 86_400, MAX_AGE_SECONDS],
    ['1w+', 604_800, MAX_AGE_SECONDS],
  ])('%j is %d seconds, with a precision of %d', (raw, seconds, precisionSeconds) => {
    expect(parseAge(raw)).toEqual({ kind: 'parsed', value: { seconds, precisionSeconds } });
  });
});

test.each([null, '', '   ', 'Never', 'NEVER', 'N/A', 'n/a', '-', ' - ', 'none', 'None'])(
  '%j is no conversion',
  (raw) => {
    expect(parseAge(raw)).toEqual({ kind: 'parsed', value: null });
  },
);

test.each([
  '-5m',
  '-5',
  'in 5m',
  '5m from now',
  '1.5h',
  '1,5h',
  '5x',
  'm',
  '<',
  '< 0m',
  '<0',
  '< now',
  '<<5m',
  'ago',
  'never ago',
  'never 5m',
  '--',
  'null',
  'NaN',
  'Infinity',
  '1e3',
  '5m 5m',
  '5m1d',
  '3651d',
  '999999999d',
  '99999999999',
  '5m\0',
  '٥m',
  '2026-01-05',
  '5m;',
  '0'.repeat(100),
  '<-5m',
  '> 5m',
  '23h+',
  '>30d+',
  '<30d+',
  '> < 30d',
  '+30d',
  '30d++',
  '30d+5h',
  '> never',
  '> yesterday',
  'yesterday ago',
  'tomorrow',
  'ago 5m',
  '5mago',
  'an',
  'a',
  'an 5m',
  'a 1 hour',
  'a hour 5m',
  '1d,',
  ',5h',
  '1d,,5h',
  '1d,m',
  '1d and',
  'and 5h',
  '1 and 5h',
  '1d and, 5h',
  '1dand5h',
  '5h1w',
  '1w1w',
  '1min1m',
  '2 fortnights',
  '1 month',
  '2y',
  '1d.5h',
])('%j is unreadable, which differs from "no conversion"', (raw) => {
  expect(parseAge(raw)).toEqual({ kind: 'unreadable', reason: expect.any(String) as string });
});

test('parsing never throws, and every age and precision is a plausible whole number', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.stringMatching(/^[<> -]?\d{0,12} ?[dhms]?(?:in|ago)? ?\d{0,5}[hms]?$/),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const age = parseAge(text);
      if (age.kind !== 'parsed' || age.value === null) return;
      const { seconds, precisionSeconds } = age.value;
      expect(Number.isSafeInteger(seconds) && Number.isSafeInteger(precisionSeconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThanOrEqual(MAX_AGE_SECONDS);
      expect(precisionSeconds).toBeGreaterThan(0);
    }),
  );
});

test('an age in any accepted format is its seconds', () => {
  const styles = fc.record({
    separator: fc.constantFrom('', ' ', ', ', ',', ' , ', ' and '),
    gap: fc.constantFrom('', ' ', '  '),
    names: fc.constantFrom(
      'wdhms',
      'week day hour minute second',
      'weeks days hours mins secs',
      'wk D hr MIN Sec',
    ),
    end: fc.constantFrom('', ' ago', ' AGO', '  '),
    around: fc.constantFrom('', ' ', '\u00a0'),
  });
  fc.assert(
    fc.property(fc.nat(MAX_AGE_SECONDS), styles, (seconds, { separator, gap, names, end, around }) => {
      const amounts = amountsOf(seconds);
      const precisionSeconds = UNIT_SECONDS[amounts.at(-1)![1]]!;
      const texts = amounts.map(([amount, unit]) => {
        const name = names.includes(' ') ? names.split(' ')[unit]! : names[unit]!;
        return `${amount}${gap}${name}`;
      });
      const age = texts.join(separator);
      const read = (text: string) => parseAge(around + text + end + around);
      expect(read(age)).toEqual(parsedAge(seconds, precisionSeconds));
      if (seconds === 0) expect(read(`<${gap}${age}`)).toMatchObject({ kind: 'unreadable' });
      else expect(read(`<${gap}${age}`)).toEqual(parsedAge(0, seconds));
      for (const text of [`>${gap}${age}`, `${age}${gap}+`]) {
        if (seconds < 86_400) expect(read(text)).toMatchObject({ kind: 'unreadable' });
        else expect(read(text)).toEqual(parsedAge(seconds, MAX_AGE_SECONDS));
      }
    }),
  );
});

test('whatever is accepted states its own value', () => {
  const tokens = fc.constantFrom(
    ...['1', '2', '30', '05', 'w', 'd', 'h', 'min', 's', 'days', 'hour', ' ', ' ', ',', ' and ', 'a ', 'an '],
    ...['<', '>', '+', '-', ' ago', 'now', 'yesterday', 'never', 'none'],
  );
  const texts = fc.array(tokens, { maxLength: 7 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const reading = parseAge(text);
      if (reading.kind === 'unreadable') return;
      expect({ text, value: reading.value }).toEqual({ text, value: valueOf(text) });
    }),
    { numRuns: 10_000 },
  );
});

function parsedAge(seconds: number, precisionSeconds: number) {
  return { kind: 'parsed', value: { seconds, precisionSeconds } };
}

/** The amounts of an age, each with the number of its unit, without those that are 0. */
function amountsOf(seconds: number): [amount: number, unit: number][] {
  let rest = seconds;
  const amounts = UNIT_SECONDS.map((unitSeconds, unit): [number, number] => {
    const amount = Math.floor(rest / unitSeconds);
    rest -= amount * unitSeconds;
    return [amount, unit];
  }).filter(([amount]) => amount > 0);
  return amounts.length === 0 ? [[0, UNIT_SECONDS.length - 1]] : amounts;
}

/** What a text means, token by token; undefined if it is none of the accepted formats. */
function valueOf(text: string): Age | null | undefined {
  const words = text.trim();
  if (['', '-', 'never', 'none'].includes(words)) return null;
  if (words === 'now') return { seconds: 0, precisionSeconds: 60 };
  if (words === 'yesterday') return { seconds: 86_400, precisionSeconds: 86_400 };
  const [, less, more, age = '', plus] = /^(<)?(>)?\s*([^<>+]*?)\s*(\+)?(?: +ago)?$/.exec(words) ?? [];
  if ([less, more, plus].filter((sign) => sign !== undefined).length > 1) return undefined;
  let seconds = 0;
  let smallest = UNIT_SECONDS.length;
  if (/^\d+$/.test(age)) {
    seconds = Number(age) * 60;
    smallest = 3;
  } else {
    let rest = ` ${age.replace(/^an? +(?=[a-z])/, '1 ')}`;
    for (const [index, name] of ['w', 'd(?:ays?)?', 'h(?:ours?)?', 'mins?', 's'].entries()) {
      const amount = new RegExp(`^(?: *| *, *| +and +)(\\d+) *${name}(?![a-z])`).exec(rest);
      if (amount === null) continue;
      if (rest.startsWith(' ') && smallest === UNIT_SECONDS.length && /^ *(,|and)/.test(rest))
        return undefined;
      seconds += Number(amount[1]) * UNIT_SECONDS[index]!;
      rest = rest.slice(amount[0].length);
      smallest = index;
    }
    if (rest !== '' || smallest === UNIT_SECONDS.length) return undefined;
  }
  if ((more ?? plus) !== undefined)
    return seconds < 86_400 ? undefined : { seconds, precisionSeconds: MAX_AGE_SECONDS };
  if (less === undefined) return { seconds, precisionSeconds: UNIT_SECONDS[smallest]! };
  return seconds === 0 ? undefined : { seconds: 0, precisionSeconds: seconds };
}

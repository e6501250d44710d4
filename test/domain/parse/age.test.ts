import fc from 'fast-check';
import { MAX_AGE_SECONDS, parseAge } from '../../../src/domain/parse/age';

const UNIT_SECONDS = [604_800, 86_400, 3_600, 60, 1];

describe('the formats of an age', () => {
  test.each([
    ['4min', 240],
    ['51min', 3_060],
    ['0min', 0],
    ['6h18min', 22_680],
    ['5m', 300],
    ['2h', 7_200],
    ['1d', 86_400],
    ['1d5h', 104_400],
    ['1m30s', 90],
    ['30s', 30],
    ['5', 300],
    ['0', 0],
    ['< 1m', 30],
    ['<5m', 150],
    ['<1s', 0],
    ['< 5', 150],
    ['just now', 0],
    ['now', 0],
    ['  6H18Min ', 22_680],
    ['JUST NOW', 0],
    ['1 day 2 hours', 93_600],
    ['3 mins ago', 180],
    ['3650d', MAX_AGE_SECONDS],
    ['1w', 604_800],
    ['2 weeks', 1_209_600],
    ['1w2d', 777_600],
    ['3 wks ago', 1_814_400],
    ['1 day, 5 hours', 104_400],
    ['1 day and 5 hours ago', 104_400],
    ['1d,5h,3m', 104_580],
    ['2 hrs, 1 sec', 7_201],
    ['an hour ago', 3_600],
    ['a minute ago', 60],
    ['A Day Ago', 86_400],
    ['a week', 604_800],
    ['< an hour', 1_800],
    ['< 1 hour ago', 1_800],
    ['yesterday', 86_400],
    ['Yesterday', 86_400],
    ['>30d', 2_592_000],
    ['> 30d', 2_592_000],
    ['30d+', 2_592_000],
    ['30 days+ ago', 2_592_000],
    ['> 24h', 86_400],
    ['1w+', 604_800],
  ])('%j is %d seconds', (raw, seconds) => {
    expect(parseAge(raw)).toEqual({ kind: 'parsed', value: seconds });
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

test('parsing never throws, and every age is a plausible whole number', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.stringMatching(/^[<> -]?\d{0,12} ?[dhms]?(?:in|ago)? ?\d{0,5}[hms]?$/),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const age = parseAge(text);
      if (age.kind !== 'parsed' || age.value === null) return;
      expect(Number.isSafeInteger(age.value)).toBe(true);
      expect(age.value).toBeGreaterThanOrEqual(0);
      expect(age.value).toBeLessThanOrEqual(MAX_AGE_SECONDS);
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
      const texts = amountsOf(seconds).map(([amount, unit]) => {
        const name = names.includes(' ') ? names.split(' ')[unit]! : names[unit]!;
        return `${amount}${gap}${name}`;
      });
      const age = texts.join(separator);
      const read = (text: string) => parseAge(around + text + end + around);
      expect(read(age)).toEqual({ kind: 'parsed', value: seconds });
      expect(read(`<${gap}${age}`)).toEqual({ kind: 'parsed', value: Math.floor(seconds / 2) });
      for (const text of [`>${gap}${age}`, `${age}${gap}+`]) {
        if (seconds < 86_400) expect(read(text)).toMatchObject({ kind: 'unreadable' });
        else expect(read(text)).toEqual({ kind: 'parsed', value: seconds });
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
function valueOf(text: string): number | null | undefined {
  const words = text.trim();
  if (['', '-', 'never', 'none'].includes(words)) return null;
  if (words === 'now') return 0;
  if (words === 'yesterday') return 86_400;
  const [, less, more, age = '', plus] = /^(<)?(>)?\s*([^<>+]*?)\s*(\+)?(?: +ago)?$/.exec(words) ?? [];
  if ([less, more, plus].filter((sign) => sign !== undefined).length > 1) return undefined;
  let seconds = 0;
  let smallest = UNIT_SECONDS.length;
  if (/^\d+$/.test(age)) seconds = Number(age) * 60;
  else {
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
  if ((more ?? plus) !== undefined && seconds < 86_400) return undefined;
  return less === undefined ? seconds : Math.floor(seconds / 2);
}

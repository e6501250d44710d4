import { unreadable, type Unreadable } from './unreadable';

/** `amount`: a decimal number as text, `1234.50`, with the decimals that the network wrote. */
export type MoneyReading = { kind: 'money'; amount: string } | { kind: 'none' } | Unreadable;

/** What fits numeric(20,8): 12 digits before the point and 8 behind it. */
const MAX_WHOLE_DIGITS = 12;
const MAX_DECIMALS = 8;

/** Longer than the largest amount with its thousands marked, and short enough to be looked at quickly. */
const MAX_LENGTH = 40;

const PLAIN = /^(?<whole>\d+)(?:[.,](?<decimals>\d+))?$/;
const ONLY_DECIMALS = /^[.,](?<decimals>\d+)$/;
const THOUSANDS_BY_COMMA = /^(?<whole>\d{1,3}(?:,\d{3})+)\.(?<decimals>\d+)$/;
const THOUSANDS_BY_POINT = /^(?<whole>\d{1,3}(?:\.\d{3})+),(?<decimals>\d+)$/;
const ONLY_THOUSANDS = /^(?<whole>\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,}))$/;

const SPELLINGS = [PLAIN, ONLY_DECIMALS, THOUSANDS_BY_COMMA, THOUSANDS_BY_POINT, ONLY_THOUSANDS];

/**
 * Read a payout into canonical decimal text: `0,350` is `0.350`, `1,234.50` is `1234.50`.
 *
 * One comma alone is the decimal sign, so `1,250` is `1.250`. Of two different signs the last is the decimal sign,
 * and a sign that comes twice marks thousands. Null and blank are `none`. Never rounded and never a float: an amount
 * with more digits than numeric(20,8) holds is `unreadable`, and so is a negative one. Never throws. The canonical
 * text reads as itself.
 */
export function parseMoney(words: string | null): MoneyReading {
  if (words === null) return { kind: 'none' };
  const text = words.trim();
  if (text === '') return { kind: 'none' };
  if (text.length > MAX_LENGTH) return unreadable('The amount is too long.');
  for (const spelling of SPELLINGS) {
    const parts = spelling.exec(text)?.groups;
    if (parts !== undefined) return compose(parts['whole'] ?? '0', parts['decimals'] ?? '');
  }
  return unreadable('The amount is not a positive decimal number.');
}

function compose(wholeWithSigns: string, decimals: string): MoneyReading {
  const whole = wholeWithSigns.replace(/[.,]/g, '').replace(/^0+(?=\d)/, '');
  if (whole.length > MAX_WHOLE_DIGITS) return unreadable('The amount is absurdly large.');
  if (decimals.length > MAX_DECIMALS) return unreadable('The amount has more decimals than can be kept.');
  return { kind: 'money', amount: decimals === '' ? whole : `${whole}.${decimals}` };
}

import { parsed, unreadable, type Parsed } from './parsed';

/** The limits of numeric(20,8): 12 digits before the decimal point and 8 after it. */
const MAX_WHOLE_DIGITS = 12;
const MAX_DECIMALS = 8;

/** Longer than the largest amount with thousands separators, and short enough for fast matching. */
const MAX_LENGTH = 40;

const PLAIN = /^(?<whole>\d+)(?:[.,](?<decimals>\d+))?$/;
const ONLY_DECIMALS = /^[.,](?<decimals>\d+)$/;
const THOUSANDS_BY_COMMA = /^(?<whole>\d{1,3}(?:,\d{3})+)\.(?<decimals>\d+)$/;
const THOUSANDS_BY_POINT = /^(?<whole>\d{1,3}(?:\.\d{3})+),(?<decimals>\d+)$/;
const ONLY_THOUSANDS = /^(?<whole>\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,}))$/;

const FORMATS = [PLAIN, ONLY_DECIMALS, THOUSANDS_BY_COMMA, THOUSANDS_BY_POINT, ONLY_THOUSANDS];

/**
 * Parses a payout into canonical decimal text with the decimals as sent: `0,350` is `0.350`, `1,234.50` is `1234.50`.
 *
 * A single comma is the decimal separator, so `1,250` is `1.250`. Of two different separators the last one is the
 * decimal separator, and a repeated one separates thousands. Null and blank are null. Never rounds and never uses a
 * float: an amount with more digits than numeric(20,8) holds is `unreadable`, and so is a negative one. Canonical text
 * parses as itself.
 */
export function parseMoney(raw: string | null): Parsed<string | null> {
  const text = (raw ?? '').trim();
  if (text === '') return parsed(null);
  if (text.length > MAX_LENGTH) return unreadable('The amount is too long.');
  for (const format of FORMATS) {
    const parts = format.exec(text)?.groups;
    if (parts !== undefined) return compose(parts['whole'] ?? '0', parts['decimals'] ?? '');
  }
  return unreadable('The amount is not a positive decimal number.');
}

function compose(wholeWithSeparators: string, decimals: string): Parsed<string> {
  const whole = wholeWithSeparators.replace(/[.,]/g, '').replace(/^0+(?=\d)/, '');
  if (whole.length > MAX_WHOLE_DIGITS) return unreadable('The amount is too large.');
  if (decimals.length > MAX_DECIMALS) return unreadable('The amount has too many decimals.');
  return parsed(decimals === '' ? whole : `${whole}.${decimals}`);
}

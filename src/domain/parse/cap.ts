import type { Cap } from '../offer';
import { splitDecimal } from './decimal';
import { parsed, unreadable, type Parsed } from './parsed';

/** A day may exceed its cap, but a larger percentage is a mistake. */
const MAX_PERCENT = 1_000;

/** Longer than any real cap, and short enough for fast matching. */
const MAX_LENGTH = 60;

/** Words which state that there is no limit. */
const OPEN_WORDS = ['open', 'unlimited', 'no cap', 'no limit'];

/** A count has no decimals, so a single comma separates its thousands. */
const THOUSANDS = /^[1-9]\d{0,2},\d{3}$/;

/** Three zeros are refused: `1.000` is 1 to some and 1,000 to others. */
const ZERO_DECIMALS = /^0{0,2}$/;

const PERCENT =
  /^(?<amount>(?:0|[1-9]\d{0,3})(?:[.,]\d{1,2})?)\s*%(?:\s+(?:of\s+)?today['’]?s\s+(?:fill|cap))?$/i;

/**
 * Parses a cap: `580`, `580.00`, `1,000`, `0`, `Open`, `Unlimited`, `No cap`, `2% today's fill`, `2,5%`.
 *
 * Null, blank and the word `None` are `none`, which differs from a cap of 0. `None` is not `open`: software may also
 * print an empty field as `None`, and `none` claims less. Thousands may be separated as in a payout. A percentage may have
 * two decimals and is at most 1,000 %. Anything negative, with a leading zero, not a safe integer or in another format
 * is `unreadable`.
 */
export function parseCap(raw: string | null): Parsed<Cap> {
  const text = (raw ?? '').trim();
  const word = text.toLowerCase();
  if (word === '' || word === 'none') return parsed({ kind: 'none' });
  if (text.length > MAX_LENGTH) return unreadable('The cap is too long.');
  if (OPEN_WORDS.includes(word)) return parsed({ kind: 'open' });

  const count = toCount(text);
  if (count !== undefined) {
    return Number.isSafeInteger(count)
      ? parsed({ kind: 'count', amount: count })
      : unreadable('The cap is too large.');
  }
  const percent = PERCENT.exec(text)?.groups?.['amount'];
  if (percent === undefined) return unreadable('The cap is neither a number, a percentage nor "Open".');
  const amount = Number(percent.replace(',', '.'));
  return amount <= MAX_PERCENT
    ? parsed({ kind: 'percent', amount })
    : unreadable('The percentage of the cap is too large.');
}

function toCount(text: string): number | undefined {
  if (THOUSANDS.test(text)) return Number(text.replace(',', ''));
  const parts = splitDecimal(text);
  return parts !== undefined && ZERO_DECIMALS.test(parts.decimals) ? Number(parts.whole) : undefined;
}

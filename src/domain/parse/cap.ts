import type { Cap } from '../offer';
import { unreadable, type Unreadable } from './unreadable';

/** A day may be overfilled, but a share beyond this is a mistake. */
const MAX_PERCENT = 1_000;

/** Longer than any cap in words, and short enough that no text is slow to look at. */
const MAX_LENGTH = 60;

const COUNT = /^\d{1,20}$/;
const PERCENT = /^(?<amount>\d{1,4}(?:\.\d{1,2})?)\s*%(?:\s+(?:of\s+)?today['’]?s\s+(?:fill|cap))?$/i;

/**
 * Read a cap: `580`, `0`, `Open`, `2% today's fill`.
 *
 * Null and blank are `none`, which is not the same as a cap of 0. A share may have two decimals and is at most
 * 1,000 %. What is negative, not a safe integer or something else is `unreadable`. Never throws.
 */
export function parseCap(words: string | null): Cap | Unreadable {
  if (words === null) return { kind: 'none' };
  const text = words.trim();
  if (text === '') return { kind: 'none' };
  if (text.length > MAX_LENGTH) return unreadable('The cap is too long.');
  if (text.toLowerCase() === 'open') return { kind: 'open' };

  if (COUNT.test(text)) {
    const amount = Number(text);
    return Number.isSafeInteger(amount)
      ? { kind: 'count', amount }
      : unreadable('The cap is absurdly large.');
  }
  const percent = PERCENT.exec(text)?.groups?.['amount'];
  if (percent === undefined) return unreadable('The cap is neither a number, a share nor "Open".');
  const amount = Number(percent);
  return amount <= MAX_PERCENT
    ? { kind: 'percent', amount }
    : unreadable('The share of the cap is absurdly large.');
}

import type { Cap } from '../offer';
import { parsed, unreadable, type Parsed } from './parsed';

/** A day may exceed its cap, but a larger percentage is a mistake. */
const MAX_PERCENT = 1_000;

/** Longer than any real cap, and short enough for fast matching. */
const MAX_LENGTH = 60;

const COUNT = /^\d{1,20}$/;
const PERCENT = /^(?<amount>\d{1,4}(?:\.\d{1,2})?)\s*%(?:\s+(?:of\s+)?today['’]?s\s+(?:fill|cap))?$/i;

/**
 * Parses a cap: `580`, `0`, `Open`, `2% today's fill`.
 *
 * Null and blank are `none`, which differs from a cap of 0. A percentage may have two decimals and is at most 1,000 %.
 * Anything negative, not a safe integer or in another format is `unreadable`.
 */
export function parseCap(raw: string | null): Parsed<Cap> {
  const text = (raw ?? '').trim();
  if (text === '') return parsed({ kind: 'none' });
  if (text.length > MAX_LENGTH) return unreadable('The cap is too long.');
  if (text.toLowerCase() === 'open') return parsed({ kind: 'open' });

  if (COUNT.test(text)) {
    const amount = Number(text);
    return Number.isSafeInteger(amount)
      ? parsed({ kind: 'count', amount })
      : unreadable('The cap is too large.');
  }
  const percent = PERCENT.exec(text)?.groups?.['amount'];
  if (percent === undefined) return unreadable('The cap is neither a number, a percentage nor "Open".');
  const amount = Number(percent);
  return amount <= MAX_PERCENT
    ? parsed({ kind: 'percent', amount })
    : unreadable('The percentage of the cap is too large.');
}

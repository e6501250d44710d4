import { unreadable, type Unreadable } from './unreadable';

/** `age`: whole seconds, 0 or more. `none`: the network states no conversion. */
export type AgeReading = { kind: 'age'; seconds: number } | { kind: 'none' } | Unreadable;

/** Nothing older is believed: the network did not exist. Ten years of 365 days. */
export const MAX_AGE_SECONDS = 10 * 365 * 86_400;

/** Longer than any age in words, and short enough that no text is slow to look at. */
const MAX_LENGTH = 60;

/** Each unit once, the largest first: `1d5h`, `6h18min`, `1m30s`. */
const UNITS =
  /^(?:(?<days>\d{1,9})\s*d(?:ays?)?)?\s*(?:(?<hours>\d{1,9})\s*h(?:(?:ou)?rs?)?)?\s*(?:(?<minutes>\d{1,9})\s*m(?:in(?:ute)?s?)?)?\s*(?:(?<seconds>\d{1,9})\s*s(?:ec(?:ond)?s?)?)?$/;

const NUMBER_ALONE = /^\d{1,9}$/;

/**
 * Read how long ago an offer converted: `6h18min`, `5m`, `just now`.
 *
 * A number alone is minutes. A `<` age counts as half of it, rounded down to a whole second. Null and blank are
 * `none`. Any case, surrounding spaces and a closing `ago` are allowed. What is negative, in the future, older than
 * `MAX_AGE_SECONDS` or not an age at all is `unreadable`. Never throws.
 */
export function parseAge(words: string | null): AgeReading {
  if (words === null) return { kind: 'none' };
  const text = words.trim().toLowerCase();
  if (text === '') return { kind: 'none' };
  if (text.length > MAX_LENGTH) return unreadable('The last conversion is too long to be an age.');
  if (text === 'now' || text === 'just now') return { kind: 'age', seconds: 0 };

  const isLess = text.startsWith('<');
  const bound = (isLess ? text.slice(1) : text).replace(/\s*\bago$/, '').trim();
  const seconds = readSeconds(bound);
  if (seconds === undefined) return unreadable('The last conversion is not an age.');
  if (seconds > MAX_AGE_SECONDS) return unreadable('The last conversion is more than ten years ago.');
  return { kind: 'age', seconds: isLess ? Math.floor(seconds / 2) : seconds };
}

function readSeconds(text: string): number | undefined {
  if (NUMBER_ALONE.test(text)) return Number(text) * 60;
  const parts = text === '' ? undefined : UNITS.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const { days = '0', hours = '0', minutes = '0', seconds = '0' } = parts;
  return Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

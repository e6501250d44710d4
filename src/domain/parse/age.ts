import { parsed, unreadable, type Parsed } from './parsed';

/** Ten years of 365 days. An older age is a mistake: the network did not exist then. */
export const MAX_AGE_SECONDS = 10 * 365 * 86_400;

/** Longer than any real age, and short enough for fast matching. */
const MAX_LENGTH = 60;

/** Each unit once, the largest first: `1d5h`, `6h18min`, `1m30s`. */
const UNITS =
  /^(?:(?<days>\d{1,9})\s*d(?:ays?)?)?\s*(?:(?<hours>\d{1,9})\s*h(?:(?:ou)?rs?)?)?\s*(?:(?<minutes>\d{1,9})\s*m(?:in(?:ute)?s?)?)?\s*(?:(?<seconds>\d{1,9})\s*s(?:ec(?:ond)?s?)?)?$/;

const NUMBER_ALONE = /^\d{1,9}$/;

/**
 * Parses how long ago an offer converted, into whole seconds: `6h18min`, `5m`, `just now`.
 *
 * A number without a unit is minutes. A `<` age counts as half of it, rounded down to a whole second. Null and blank
 * are null: no conversion. Any case, surrounding spaces and a closing `ago` are accepted. Anything negative, in the
 * future, older than `MAX_AGE_SECONDS` or not an age is `unreadable`.
 */
export function parseAge(raw: string | null): Parsed<number | null> {
  const text = (raw ?? '').trim().toLowerCase();
  if (text === '') return parsed(null);
  if (text.length > MAX_LENGTH) return unreadable('The last conversion is too long to be an age.');
  if (text === 'now' || text === 'just now') return parsed(0);

  const isUpperBound = text.startsWith('<');
  const age = (isUpperBound ? text.slice(1) : text).replace(/\s*\bago$/, '').trim();
  const seconds = toSeconds(age);
  if (seconds === undefined) return unreadable('The last conversion is not an age.');
  if (seconds > MAX_AGE_SECONDS) return unreadable('The last conversion is more than ten years ago.');
  return parsed(isUpperBound ? Math.floor(seconds / 2) : seconds);
}

function toSeconds(text: string): number | undefined {
  if (NUMBER_ALONE.test(text)) return Number(text) * 60;
  const parts = text === '' ? undefined : UNITS.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const { days = '0', hours = '0', minutes = '0', seconds = '0' } = parts;
  return Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

import { parsed, unreadable, type Parsed } from './parsed';

/** In UTF-16 units. Far above any text of an offer; a longer one is a mistake. */
export const MAX_TEXT_LENGTH = 10_000;

/** One half of a surrogate pair: not valid in any encoding. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Accepts a text field unchanged; empty text stays empty text, and null stays null.
 *
 * Text that PostgreSQL cannot store (NUL, lone surrogates), that has characters lost in decoding (U+FFFD), or that exceeds `MAX_TEXT_LENGTH` is `unreadable`.
 */
export function parseText(raw: string | null): Parsed<string | null> {
  if (raw === null) return parsed(null);
  if (raw.length > MAX_TEXT_LENGTH) return unreadable('The text is too long.');
  if (raw.includes('\0')) return unreadable('The text contains a NUL character.');
  if (raw.includes('\uFFFD')) return unreadable('The text contains an undecodable character.');
  if (LONE_SURROGATE.test(raw)) return unreadable('The text contains half a character.');
  return parsed(raw);
}

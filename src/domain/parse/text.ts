import { unreadable, type Unreadable } from './unreadable';

/** `text`: exactly as the network wrote it, so empty text stays empty text. `none`: null. */
export type TextReading = { kind: 'text'; text: string } | { kind: 'none' } | Unreadable;

/** Characters as JavaScript counts them. Far above any text of an offer; what is longer is a mistake. */
export const MAX_TEXT_LENGTH = 10_000;

/** Half of a character that needs two: not text in any encoding. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Read a text field and leave it as it is.
 *
 * Text that PostgreSQL cannot hold (NUL, lone surrogates) or that is longer than `MAX_TEXT_LENGTH` is `unreadable`.
 * Never throws.
 */
export function parseText(words: string | null): TextReading {
  if (words === null) return { kind: 'none' };
  if (words.length > MAX_TEXT_LENGTH) return unreadable('The text is too long.');
  if (words.includes('\0')) return unreadable('The text holds a NUL character.');
  if (LONE_SURROGATE.test(words)) return unreadable('The text holds half a character.');
  return { kind: 'text', text: words };
}

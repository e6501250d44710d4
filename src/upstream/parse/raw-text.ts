import type { TokenDetector } from './token-echo';

/** In UTF-16 units. */
const MAX_RAW_LENGTH = 2_000;

/** Replaces a value that is nested too deeply for `JSON.stringify`. */
const TOO_DEEP = '"(nested too deeply to show)"';

/** Replaces a value that contains the token. */
const WITHHELD = '"(withheld: it contains the token)"';

/**
 * Formats a value of the network as JSON text that any database can store, cut at 2,000 characters. Never throws.
 *
 * NUL and lone surrogates become escapes. A value that contains the token is withheld.
 */
export function toRawText(value: unknown, containsToken: TokenDetector): string {
  const text = toJson(value);
  // Searched beyond the cut too: most of a token is as sensitive as all of it.
  const searched = text.slice(0, 2 * MAX_RAW_LENGTH);
  if (containsToken(searched) || containsToken(searched.replaceAll(/\\(["\\/])/g, '$1'))) return WITHHELD;
  // The cut may split a surrogate pair, and one half of it is not valid text.
  return text.length <= MAX_RAW_LENGTH ? text : text.slice(0, MAX_RAW_LENGTH).replace(/\p{Surrogate}$/u, '');
}

/** Converts a value of the network to JSON. Never throws: values that are nested too deeply all have the same text. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return TOO_DEEP;
  }
}

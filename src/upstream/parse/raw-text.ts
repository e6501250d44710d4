/** As much of what was refused as is kept for a person to see, in characters. */
const MAX_RAW_LENGTH = 2_000;

/** What a person sees in place of a value that is nested too deeply to be written. */
const TOO_DEEP = '"(nested too deeply to show)"';

/** What a person sees in place of a value that must not be shown. */
const NOT_SHOWN = '"(it holds the token, so it is not kept)"';

/**
 * Write a value of the network as JSON text that any database can hold, cut at 2,000 characters.
 *
 * NUL and lone surrogates come out as escapes. Of what holds the token nothing is written. Never throws.
 */
export function showRaw(value: unknown, holdsToken: (text: string) => boolean): string {
  const text = writeJson(value);
  // Also beyond the cut: most of a token is as good as all of it.
  if (holdsToken(text.slice(0, 2 * MAX_RAW_LENGTH))) return NOT_SHOWN;
  // A cut may go through a character that needs two places, and half of one is no text.
  return text.length <= MAX_RAW_LENGTH ? text : text.slice(0, MAX_RAW_LENGTH).replace(/\p{Surrogate}$/u, '');
}

function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return TOO_DEEP;
  }
}

import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { CONTROL_CHARACTERS } from '../domain/control-characters';

/** Make text from outside safe for a terminal: one line, without control characters. */
export function sanitizeText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(CONTROL_CHARACTERS, ' ');
}

/** Like {@link sanitizeText}, but keeps line breaks. */
export function sanitizeLines(text: string): string {
  return text.split('\n').map(sanitizeText).join('\n');
}

/** Truncate a text that takes more columns of a terminal, with an ellipsis. */
export function truncateText(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * Wrap a text at blanks to lines of at most `width` columns. Further lines are indented like the text after its label:
 * `15:04:05  text`. A word that is wider stays whole, so that it can be copied.
 */
export function wrapText(text: string, width: number): string[] {
  const [label] = /^(?: *\S+(?: [\d:]+)? {2,}| *)/.exec(text)!;
  const [first = '', ...words] = text.slice(label.length).split(' ');
  const lines = [label + first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (stringWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(' '.repeat(label.length) + word);
  }
  return lines;
}

/** Serialize a value as JSON on one line. Control characters are escaped, so that a terminal shows them as text. */
export function toSafeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(CONTROL_CHARACTERS, (controls) =>
    Array.from({ length: controls.length }, (_none, index) => escape(controls.charCodeAt(index))).join(''),
  );
}

function escape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

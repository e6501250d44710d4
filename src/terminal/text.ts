import { stripVTControlCharacters } from 'node:util';

/** What would move a terminal's cursor, colour it, turn its direction, or end its line. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Text that came from outside, on one line and fit for a terminal: nothing of it is more than text. */
export function sanitizeText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(CONTROLS, ' ');
}

/** The same of several lines, which stay lines. */
export function sanitizeLines(text: string): string {
  return text.split('\n').map(sanitizeText).join('\n');
}

/** A value as JSON on one line, fit for a terminal and for programs: what would be more than text there is escaped. */
export function toSafeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(CONTROLS, (signs) =>
    Array.from({ length: signs.length }, (_none, at) => escape(signs.charCodeAt(at))).join(''),
  );
}

function escape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

import { stripVTControlCharacters } from 'node:util';

/** Characters that move a terminal's cursor, colour it, change the text direction, or end the line. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Make text from outside safe for a terminal: one line, without control characters. */
export function sanitizeText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(CONTROLS, ' ');
}

/** Like {@link sanitizeText}, but keeps line breaks. */
export function sanitizeLines(text: string): string {
  return text.split('\n').map(sanitizeText).join('\n');
}

/** Serialize a value as JSON on one line. Control characters are escaped, so that a terminal shows them as text. */
export function toSafeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(CONTROLS, (controls) =>
    Array.from({ length: controls.length }, (_none, index) => escape(controls.charCodeAt(index))).join(''),
  );
}

function escape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

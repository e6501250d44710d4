import { CONTROL_CHARACTERS } from '../domain/control-characters';
import type { Notice } from './channel';

/** Part of each text, because some chats accept only messages with a word that the bot's owner chose. */
const SENDER = 'mobipium-sync';

/** A message for people, as plain text: no control characters, no marks that change its direction. */
export interface MessageText {
  /** One line. */
  subject: string;
  lines: string[];
}

/**
 * Writes a message for people. Several notices become one digest, with a line for each.
 *
 * @param maxLength The text has at most this many characters, of which `length` returns the number. Notices that do not fit
 *   are counted in the last line.
 */
export function writeMessage(
  notices: readonly Notice[],
  maxLength: number,
  length: (line: string) => number = (line) => line.length,
): MessageText {
  const [first] = notices;
  if (first !== undefined && notices.length === 1) {
    const subject = truncate(`${SENDER}: ${toLine(first.title)}`, maxLength / 2, length);
    return { subject, lines: [truncate(toLine(first.text), maxLength - length(subject) - 1, length)] };
  }
  const subject = `${SENDER}: ${notices.length} alerts`;
  const lines: string[] = [];
  let left = maxLength - length(subject) - 1 - MAX_MORE_LENGTH;
  for (const [index, notice] of notices.entries()) {
    const line = `- ${toLine(notice.title)}. ${toLine(notice.text)}`;
    left -= length(line) + 1;
    if (left < 0) {
      lines.push(`… and ${notices.length - index} more: open Alerts on the page`);
      break;
    }
    lines.push(line);
  }
  return { subject, lines };
}

/** The length of the line that counts the notices that do not fit, with escaped characters. */
const MAX_MORE_LENGTH = 60;

/** All of a message as one text. */
export function joinMessage({ subject, lines }: MessageText): string {
  return [subject, ...lines].join('\n');
}

/** Text from outside as one line without control characters. */
function toLine(text: string): string {
  return text.replaceAll(CONTROL_CHARACTERS, ' ').trim();
}

function truncate(text: string, maxLength: number, length: (text: string) => number): string {
  if (length(text) <= maxLength) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += length(character);
    if (used > maxLength) break;
    kept += character;
  }
  return `${kept}…`;
}

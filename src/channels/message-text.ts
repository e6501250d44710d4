import { CONTROL_CHARACTERS } from '../domain/control-characters';
import type { Notice } from './channel';

/** Part of each text, because some chats accept only messages with a word that the bot's owner chose. */
const SENDER = 'mobipium-sync';

/** A message for people, as plain text: no control characters, no marks that change its direction. */
export interface MessageText {
  /** One line. */
  subject: string;
  lines: string[];
  /** The address at which the page shows more. Undefined: unknown. Text from outside is percent-encoded in it. */
  link: string | undefined;
}

export interface MessageOptions {
  /** The text has at most this many characters. Notices that do not fit are counted in the last line. */
  maxLength: number;
  /** The number of characters of a line. Default: those of the text as it is. */
  length?: (line: string) => number;
  /** The page's address, without a slash at its end. Default: unknown, and the message has no link. */
  pageUrl?: string | undefined;
}

/** Writes a message for people. Several notices become one digest, with a line for each and a link to all alerts. */
export function writeMessage(
  notices: readonly Notice[],
  { maxLength, length = (line) => line.length, pageUrl }: MessageOptions,
): MessageText {
  const single = notices.length === 1 ? notices[0] : undefined;
  const link = pageUrl === undefined ? undefined : `${pageUrl}/${single?.path ?? 'alerts'}`;
  const maxTextLength = maxLength - (link === undefined ? 0 : link.length + 1);
  if (single !== undefined) {
    const subject = truncate(`${SENDER}: ${toLine(single.title)}`, maxTextLength / 2, length);
    const text = truncate(toLine(single.text), maxTextLength - length(subject) - 1, length);
    return { subject, lines: [text], link };
  }
  const subject = `${SENDER}: ${notices.length} alerts`;
  const lines: string[] = [];
  let left = maxTextLength - length(subject) - 1 - MAX_MORE_LENGTH;
  for (const [index, notice] of notices.entries()) {
    const line = `- ${toLine(notice.title)}. ${toLine(notice.text)}`;
    left -= length(line) + 1;
    if (left < 0) {
      lines.push(`… and ${notices.length - index} more: open Alerts on the page`);
      break;
    }
    lines.push(line);
  }
  return { subject, lines, link };
}

/** The length of the line that counts the notices that do not fit, with escaped characters. */
const MAX_MORE_LENGTH = 60;

/** All of a message as one text. */
export function joinMessage({ subject, lines, link }: MessageText): string {
  return [subject, ...lines, ...(link === undefined ? [] : [link])].join('\n');
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

import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** A shell block of a page, and the output that the page shows for it. */
export interface ShellBlock {
  /** The heading above it: `## Quick start`. */
  section: string;
  commands: string;
  /** Undefined: the page shows none. */
  output: string | undefined;
}

/** Read the shell blocks of a page in order. The next block without a shell's language is the output of the one before. */
export function readBlocks(file: string): ShellBlock[] {
  const blocks: ShellBlock[] = [];
  let section = '';
  const text = readFileSync(file, 'utf8');
  for (const [, heading, indent = '', language, code = ''] of text.matchAll(
    /^(## [^\n]*)$|^( *)```(\w*)\n(.*?)^ *```$/gms,
  )) {
    const lines = code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    const last = blocks.at(-1);
    if (heading !== undefined) section = heading;
    else if (language === 'sh') blocks.push({ section, commands: lines, output: undefined });
    else if (last?.section === section) last.output ??= lines;
  }
  return blocks;
}

/**
 * List the lines of a documented output that a real one lacks, in any order: a log line may come before or after another.
 * Numbers, ids and times may differ, a line
 * of text only has to begin alike (up to its first comma), and a JSON object may have more fields.
 */
export function missingLines(documented: string, actual: string): string[] {
  const printed = linesOf(actual);
  return linesOf(documented).filter((line) => {
    const at = printed.findIndex((candidate) => isAlike(line, candidate));
    if (at !== -1) printed.splice(at, 1);
    return at === -1;
  });
}

function linesOf(output: string): string[] {
  // A progress bar moves the cursor back to the beginning of the line before it draws again.
  return output
    .split(/[\r\n]+|\x1b\[\d*G/)
    .map((line) => stripVTControlCharacters(line).trim())
    .filter((line) => line !== '');
}

function isAlike(documented: string, actual: string): boolean {
  const [expected, found] = [documented, actual].map(parseJson);
  if (expected !== undefined) return found !== undefined && hasFieldsOf(expected, found);
  return maskLine(documented) === maskLine(actual);
}

function parseJson(line: string): unknown {
  try {
    return line.startsWith('{') ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value has the types of another one, and its statuses and all its fields. Null is of any type. */
function hasFieldsOf(expected: unknown, found: unknown, name = ''): boolean {
  if (expected === null || found === null) return true;
  if (typeof expected !== 'object') {
    const isFixed = name === 'status' && expected !== 'running';
    return typeof found === typeof expected && (!isFixed || found === expected);
  }
  return (
    typeof found === 'object' &&
    Object.entries(expected).every(
      ([key, value]) => key in found && hasFieldsOf(value, (found as Record<string, unknown>)[key], key),
    )
  );
}

function maskLine(line: string): string {
  return line
    .replace(/(?<!\d),(?!\d).*$/, '')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\b\d+(\.\d+)? (ms|s|min|h|d)( \d+ (s|min|h))?\b/g, '<time>')
    .replaceAll(/\d[\d,.:]*/g, '<n>')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/\s+/g, ' ');
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** A page for people, and where it says what. */
export interface Page {
  /** From the root of the project: `docs/operating.md`. */
  path: string;
  /** All of it. */
  text: string;
  /** The lines of its shell blocks; one that goes on with a backslash, or opens a pipe, is one with the next. Comments are left out. */
  commands: string[];
  /** What stands in backticks within its sentences and tables. */
  names: string[];
  /** Where its links lead, those into the web left out. */
  links: string[];
}

/** Every page for people: the README, what lies beside it, and all of `docs/`. */
export function readPages(): Page[] {
  const beside = ['README.md', 'SECURITY.md'].filter((path) => existsSync(join(ROOT, path)));
  const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path));
  return [...beside, ...inDocs.sort()].map((path) => toPage(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** A page of this text, as if it lay at this path. */
export function toPage(path: string, text: string): Page {
  const blocks = [...text.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms)];
  const prose = withoutBlocks(text);
  const shell = blocks.filter(([, language]) => language === 'sh').map(([, , code = '']) => code);
  return {
    path,
    text,
    commands: shell.flatMap(readCommands),
    names: [...prose.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replaceAll(/\s+/g, ' ')),
    links: [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target)),
  };
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^ *```.*?^ *```$/gms, '');
}

function readCommands(code: string): string[] {
  return code
    .replaceAll(/(\\|\|)\n\s*/g, '$1 ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The anchors that a page has: its headings, as GitHub and others spell them. */
export function anchorsOf({ text }: Page): string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}

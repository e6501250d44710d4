import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** A Markdown page of the documentation and what it refers to. */
export interface Page {
  /** Relative to the project's root: `docs/operating.md`. */
  path: string;
  text: string;
  /** The lines of its shell blocks without comments. Lines that end with a backslash or a pipe are joined with the next. */
  commands: string[];
  /** The code spans in its sentences and tables. */
  names: string[];
  /** The targets of its links, without absolute URLs. */
  links: string[];
}

/** Read every documentation page: the README, the pages beside it, and all of `docs/`. */
export function readPages(): Page[] {
  const beside = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'];
  const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path));
  return [...beside, ...inDocs.sort()].map((path) => toPage(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** Parse a page. `path` need not exist. */
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

/** The anchors of a page: its headings in the format of GitHub. */
export function anchorsOf({ text }: Page): string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What the built page depends on, besides the folder of its source. */
const FILES = ['vite.config.mjs', 'package-lock.json'];

/** A hash of everything that the page is built from. */
export function hashPageSource(root: string): string {
  const hash = createHash('sha256');
  for (const file of [...FILES, ...sourceFiles(root)]) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** In a fixed order, with the same names on every system. */
function sourceFiles(root: string): string[] {
  return readdirSync(join(root, 'web'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOf, type Page, ROOT } from './read-pages';

/** A file or folder of the project. The files in deploy/secrets are generated on each machine. */
const PLACES = /^(?!deploy\/secrets\/.)(?:src|test|docs|bench|deploy|prisma)\/[\w./-]*$/;

/** List the dead links of a page, and the files that it mentions and that do not exist. */
export function missingPlaces(page: Page, pages: Page[]): string[] {
  const dead = page.links.filter((link) => !hasTarget(page, link, pages));
  const missing = placesOf(page).filter((place) => !existsSync(join(ROOT, place)));
  return [
    ...dead.map((link) => `${page.path}: the link ${link} has no target`),
    ...missing.map((place) => `${page.path}: ${place} does not exist`),
  ];
}

/** List the files and folders in code spans and commands. The file that a command writes need not exist. */
export function placesOf({ names, commands }: Page): string[] {
  const used = commands.flatMap((command) => command.replaceAll(/> *\S+/g, '').split(/\s+/));
  return [...names, ...used].filter((word) => PLACES.test(word));
}

function hasTarget(page: Page, link: string, pages: Page[]): boolean {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? page.path : normalize(join(dirname(page.path), file));
  const target = pages.find((candidate) => candidate.path === path);
  if (anchor !== undefined) return target !== undefined && anchorsOf(target).includes(anchor);
  return target !== undefined || existsSync(join(ROOT, path));
}

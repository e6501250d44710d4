import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOf, type Page, ROOT } from './read-pages';

/** The folders whose files a page may name. Secrets are made, each on its own machine. */
const PLACES = /^(?!deploy\/secrets\/.)(?:src|test|docs|bench|deploy|prisma)\/[\w./-]*$/;

/** Every link of a page that leads nowhere, and every file that it names and that does not exist. */
export function missingPlaces(page: Page, pages: Page[]): string[] {
  const dead = page.links.filter((link) => !leadsSomewhere(page, link, pages));
  const gone = placesOf(page).filter((place) => !existsSync(join(ROOT, place)));
  return [
    ...dead.map((link) => `${page.path}: the link ${link} leads nowhere`),
    ...gone.map((place) => `${page.path}: there is no ${place}`),
  ];
}

/** The files and folders that a page names in backticks, or runs in its commands. What a command writes is not there yet. */
export function placesOf({ names, commands }: Page): string[] {
  const run = commands.flatMap((command) => command.replaceAll(/> *\S+/g, '').split(/\s+/));
  return [...names, ...run].filter((word) => PLACES.test(word));
}

function leadsSomewhere(page: Page, link: string, pages: Page[]): boolean {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? page.path : normalize(join(dirname(page.path), file));
  const target = pages.find((candidate) => candidate.path === path);
  if (anchor !== undefined) return target !== undefined && anchorsOf(target).includes(anchor);
  return target !== undefined || existsSync(join(ROOT, path));
}

import { buildPage, isPageCurrent, PAGE_FOLDER } from '../../src/local/page';

/** The folder of the page, built from its present source. */
export async function builtPage(): Promise<string> {
  if (!isPageCurrent()) await buildPage();
  return PAGE_FOLDER;
}

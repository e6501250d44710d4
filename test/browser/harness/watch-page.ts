import type { Page } from 'playwright-core';

/** The browser reports each violation of the content policy also to the page. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('Content policy violated: ' + event.violatedDirective + ' ' + event.blockedURI))`;

/**
 * Collects what must not happen on a page: errors in the console, uncaught errors, violations of the content policy, and
 * requests to other hosts than the API's.
 *
 * @param expected What the test provokes; such a problem is not collected.
 */
export async function watchPage(page: Page, apiUrl: string, expected: readonly RegExp[]): Promise<string[]> {
  const problems: string[] = [];
  const add = (problem: string) => {
    if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') add(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => add(`uncaught: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${apiUrl}/`) && !/^(data|blob):/.test(url)) add(`request to another host: ${url}`);
  });
  await page.addInitScript(REPORT_VIOLATIONS);
  return problems;
}

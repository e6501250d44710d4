import { stripVTControlCharacters } from 'node:util';
import type { CleanupStack } from '../../async/cleanup';
import { buildPage, isPageCurrent, PageBuildError, type PageBuildOptions } from './build';

export interface EnsurePageOptions extends Omit<PageBuildOptions, 'signal'> {
  /** Receives a sentence if the page cannot be built. */
  report: (sentence: string) => void;
}

/**
 * Build the page if it is missing or older than its source; closing `cleanup` ends the build.
 *
 * @returns a promise of the end of the build. It never rejects: the API works without the page.
 */
export function ensurePage(options: EnsurePageOptions, cleanup: CleanupStack): Promise<void> {
  const building = new AbortController();
  const built = buildIfOutdated(options, building.signal);
  cleanup.defer('page', () => {
    building.abort();
    return built;
  });
  return built;
}

async function buildIfOutdated(
  { report, ...options }: EnsurePageOptions,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (!isPageCurrent(options)) await buildPage({ ...options, signal });
  } catch (error) {
    if (signal.aborted) return;
    const { message } = error as Error;
    const reason = error instanceof PageBuildError ? findReason(message) : message;
    report(
      `The page could not be built: ${reason}. The API works without it; \`npm run build\` tries again.`,
    );
  }
}

/** The first line of Vite's output that says what is wrong: `Could not resolve './missing' in web/src/main.tsx`. */
function findReason(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const reason =
    lines.find((line) => !/^(✗ )?(build failed|error during build)/i.test(line)) ?? lines[0] ?? '';
  return reason.replace(/^\[[A-Z_]+\] /, '').replace(/[.:]$/, '');
}

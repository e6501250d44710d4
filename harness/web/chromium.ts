import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The names of Chromium's program in the packages of Linux distributions. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Also on a slow machine where other tests run. */
const STARTS_WITHIN_MS = 60_000;

/**
 * Start a Chromium without a window. The caller closes it.
 *
 * @throws if none is installed: the tests of the page must not be skipped unnoticed.
 */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    // Containers have a small /dev/shm, and root must start it without its own sandbox.
    args: ['--disable-dev-shm-usage', '--disable-gpu'],
    chromiumSandbox: false,
    timeout: STARTS_WITHIN_MS,
    // A signal ends all processes of the test run, see test/setup/run-directory.ts.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

function findChromium(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found === undefined) {
    throw new Error('Chromium is not on PATH. On Debian: apt-get install chromium');
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

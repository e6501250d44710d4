import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Settings } from './settings';

/** Settings that may also be given in lower case, which takes precedence. */
const LOWER_CASE = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const satisfies readonly (keyof Settings)[];

/** The names of variables whose value is a path. */
const PATH = /_(DIR|FILE|PATH)$/;

/** The environment of this process, plus the variables of `.env` in the working folder that it does not set. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const file = resolve('.env');
  if (!existsSync(file)) return process.env;
  // Some editors on Windows put a byte order mark before the first name.
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  return { ...parseEnv(text), ...process.env };
}

/**
 * The variables as the settings use them: without empty ones, with the values of lower-case names, and with paths in which
 * `~` is the home folder. A shell expands `~`; `.env` and service managers do not.
 */
export function normalizeEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const given = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => (entry[1] ?? '').trim() !== ''),
  );
  for (const name of LOWER_CASE) {
    const value = given[name.toLowerCase()];
    if (value !== undefined) given[name] = value;
  }
  const home = findHome();
  for (const [name, value] of Object.entries(given)) {
    if (home !== undefined && PATH.test(name) && /^~(\/|$)/.test(value))
      given[name] = join(home, value.slice(1));
  }
  return given;
}

/** The home folder. Undefined: HOME is not set, and this user has no entry in /etc/passwd. */
export function findHome(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, ROOT } from './read-pages';

/** What a name of a setting looks like; one of a single word is told only where it is set for a command. */
const SETTING = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Those of Temporal's own that are read by its own reader, beside the ones that .env.example names. */
const OF_TEMPORAL =
  /^TEMPORAL_(?:NAMESPACE|API_KEY|PROFILE|CONFIG_FILE|TLS|TLS_(?:CLIENT|SERVER)_\w+|TLS_DISABLE_HOST_VERIFICATION)$/;

/** What deploys the service sets more: of PostgreSQL, of the Temporal server, of Compose. */
const DEPLOYING = ['docker-compose.yml', 'Dockerfile', 'ecosystem.config.js', 'deploy'];

/** Every setting that a page names and that nobody reads. */
export function unknownSettings(page: Page): string[] {
  const known = new Set([...namesIn('.env.example', /^([A-Z_]+)=/gm), ...DEPLOYING.flatMap(namesBelow)]);
  return settingsOf(page)
    .filter((name) => !known.has(name) && !OF_TEMPORAL.test(name))
    .map((name) => `${page.path}: nobody reads ${name}`);
}

/** The settings that a page names in backticks, or sets for a command. */
export function settingsOf({ names, commands }: Page): string[] {
  const set = commands.flatMap((command) => {
    const [before] = /^(?:[A-Z][A-Z0-9_]*=\S* +)+(?=[a-z])/.exec(command) ?? [''];
    return [...before.matchAll(/([A-Z][A-Z0-9_]*)=/g)].map(([, name = '']) => name);
  });
  return [...names.map((name) => name.split(/[= ]/)[0]!).filter((name) => SETTING.test(name)), ...set];
}

function namesBelow(path: string): string[] {
  const whole = join(ROOT, path);
  if (!statSync(whole).isDirectory()) return namesIn(path, /\b([A-Z][A-Z0-9_]+)\b/g);
  return readdirSync(whole).flatMap((name) => namesBelow(join(path, name)));
}

function namesIn(path: string, pattern: RegExp): string[] {
  return [...readFileSync(join(ROOT, path), 'utf8').matchAll(pattern)].map(([, name = '']) => name);
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, ROOT } from './read-pages';

/** The name of a setting. A name of one word counts only if a command sets it. */
const SETTING = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Settings that Temporal's envconfig reads, in addition to those in .env.example. */
const TEMPORAL_SETTING =
  /^TEMPORAL_(?:NAMESPACE|API_KEY|PROFILE|CONFIG_FILE|TLS|TLS_(?:CLIENT|SERVER)_\w+|TLS_DISABLE_HOST_VERIFICATION)$/;

/** Variables that OpenTelemetry's SDK reads, in addition to those in .env.example. */
const TELEMETRY_SETTING = /^OTEL_(?:SERVICE_NAME|RESOURCE_ATTRIBUTES|TRACES_SAMPLER|EXPORTER_OTLP_HEADERS)$/;

/** Files with further settings: of PostgreSQL, of the Temporal server, of Compose. */
const DEPLOYMENT_FILES = ['docker-compose.yml', 'Dockerfile', 'ecosystem.config.js', 'deploy'];

/** List the settings that a page mentions and that do not exist. */
export function unknownSettings(page: Page): string[] {
  const known = new Set([
    'NODE_EXTRA_CA_CERTS',
    ...namesIn('.env.example', /^([A-Z_]+)=/gm),
    ...DEPLOYMENT_FILES.flatMap(namesBelow),
  ]);
  return settingsOf(page)
    .filter((name) => !known.has(name) && !TEMPORAL_SETTING.test(name) && !TELEMETRY_SETTING.test(name))
    .map((name) => `${page.path}: there is no setting ${name}`);
}

/** List the settings in code spans, and those set for a command. */
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

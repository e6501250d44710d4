import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type Static, Type } from '@sinclair/typebox';
import ms, { type StringValue } from 'ms';
import { isLoopback } from '../domain/is-loopback';
import { checkSettings } from './check-settings';

/** The network itself: see `MOBIPIUM_API_URL`. */
const NETWORK_URL = 'https://affiliates.mobipium.com/api/cpa/findmyoffers/';

const duration = (byDefault: string) =>
  Type.String({
    pattern: '^(?!0+(\\.0+)?[a-z])[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$',
    default: byDefault,
    format: 'a time such as 90s, 2m, 1h or 30d',
  });

const SettingsSchema = Type.Object({
  MOBIPIUM_API_URL: Type.String({
    pattern: '^https?://[^ ]+$',
    default: NETWORK_URL,
    format: 'an http or https address',
    isAddress: true,
  }),
  MOBIPIUM_API_TOKEN: Type.Optional(Type.String()),
  DATABASE_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', format: 'a postgresql:// address', isAddress: true }),
  ),
  TEMPORAL_UI_URL: Type.Optional(
    Type.String({ pattern: '^https?://[^ ]+$', format: 'an http or https address', isAddress: true }),
  ),
  TEMPORAL_CLI_PATH: Type.Optional(Type.String()),
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000 }),
  API_KEY: Type.Optional(Type.String({ pattern: '^[!-~]+$', format: 'plain characters without spaces' })),
  API_REQUESTS_PER_SECOND: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 1_000 }),
  CORS_ORIGIN: Type.Optional(
    Type.String({
      pattern: '^https?://[^/ ,]+(, ?https?://[^/ ,]+)*$',
      format: 'origins such as https://desk.example, with commas between them',
    }),
  ),
  WORKER_METRICS_ADDRESS: Type.Optional(
    Type.String({
      pattern: '^([0-9.]+|\\[[0-9a-fA-F:]+\\]):[0-9]{1,5}$',
      format: 'an IP address and a port, such as 127.0.0.1:9464',
    }),
  ),
  DATA_DIR: Type.String({ default: '.data' }),
  CACHE_DIR: Type.Optional(Type.String()),
  LOG_LEVEL: Type.Union(
    ['trace', 'debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level)),
    { default: 'info', format: 'one of trace, debug, info, warn, error' },
  ),
  HIGH_SYNC_EVERY: duration('2m'),
  FULL_SYNC_EVERY: duration('1h'),
  HIGH_SYNC_CONCURRENCY: Type.Integer({ minimum: 1, maximum: 50, default: 5 }),
  FULL_SYNC_CONCURRENCY: Type.Integer({ minimum: 1, maximum: 50, default: 10 }),
  HIGH_SYNC_REQUESTS_PER_SECOND: Type.Number({ minimum: 0, maximum: 10_000, default: 10 }),
  FULL_SYNC_REQUESTS_PER_SECOND: Type.Number({ minimum: 0, maximum: 10_000, default: 20 }),
  UPSTREAM_TIMEOUT: duration('30s'),
  FULL_PAGE_RETRY_FOR: duration('10m'),
  HIGH_BATCH_RETRY_FOR: duration('90s'),
  SWEEP_MAX_SHARE: Type.Number({ minimum: 0, maximum: 1, default: 0.2 }),
  KEEP_RUNS_FOR: duration('30d'),
});

type Settings = Static<typeof SettingsSchema>;
type SettingName = keyof Settings;

/** Settings that may be read from the file that `<NAME>_FILE` names, so that a secret need not be in the environment. */
const FROM_FILE = ['MOBIPIUM_API_TOKEN', 'API_KEY', 'DATABASE_URL'] as const satisfies readonly SettingName[];

/** What the environment means. Times are milliseconds unless the name says otherwise. */
export interface Config {
  upstream: { url: string; token: string | undefined; timeoutMs: number };
  databaseUrl: string | undefined;
  temporal: {
    /** The environment without empty settings, for Temporal's own reader: an empty `TEMPORAL_API_KEY` would turn TLS on. */
    environment: Record<string, string>;
    /** False: nobody named a server, by setting or profile. */
    isChosen: boolean;
    uiUrl: string | undefined;
    cliPath: string | undefined;
  };
  api: {
    host: string;
    port: number;
    isPortChosen: boolean;
    /** What callers have to show; undefined: nothing, and the API is for this machine alone. */
    key: string | undefined;
    /** Sites whose pages may ask the API. */
    corsOrigins: string[];
    /** To one address; 0: any number. */
    requestsPerSecond: number;
  };
  /** Where the worker shows its figures to Prometheus, as `127.0.0.1:9464`; undefined: nowhere. */
  workerMetricsAddress: string | undefined;
  dataDir: string;
  cacheDir: string;
  logLevel: string;
  high: { everyMs: number; concurrency: number; requestsPerSecond: number; batchRetryForMs: number };
  full: { everyMs: number; concurrency: number; requestsPerSecond: number; pageRetryForMs: number };
  sweepMaxShare: number;
  keepRunsForSeconds: number;
}

/** Settings that are missing or cannot be read, all of them in one message, which holds no value of theirs. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly problems: string[]) {
    super(
      `These settings are missing or cannot be read:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
  }
}

/**
 * Read the settings from an environment. A setting that is there but empty counts as not there.
 *
 * `required` names what the caller cannot do without.
 *
 * @throws {ConfigError} naming every bad or missing setting, so that one restart is enough.
 */
export function readConfig(environment: NodeJS.ProcessEnv, required: SettingName[] = []): Config {
  const problems: string[] = [];
  const given = readFiles(withoutEmpty(environment), problems);
  const settings = checkSettings(SettingsSchema, given, problems);
  for (const name of required) {
    if (given[name] === undefined) problems.push(`${name} is missing`);
  }
  if (settings === undefined || problems.length > 0) throw new ConfigError(problems);
  return toConfig(settings, given);
}

/**
 * Make sure that the API is not open to everybody: whoever serves it asks this first.
 *
 * @throws {ConfigError} where other machines could reach it and no key is set.
 */
export function assertApiProtected({ api }: Config): void {
  if (api.key === undefined && !isLoopback(api.host)) {
    throw new ConfigError(['API_KEY is missing: with this HOST other machines can reach the API']);
  }
}

/** The environment of this process, with what `.env` in the working folder adds to it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const file = resolve('.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...process.env } : process.env;
}

function withoutEmpty(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => (entry[1] ?? '').trim() !== ''),
  );
}

function readFiles(given: Record<string, string>, problems: string[]): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name of FROM_FILE) {
    const file = given[`${name}_FILE`];
    if (file === undefined || given[name] !== undefined) continue;
    try {
      read[name] = readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read`);
    }
  }
  return { ...given, ...read };
}

function toConfig(settings: Settings, given: Record<string, string>): Config {
  return {
    upstream: {
      url: settings.MOBIPIUM_API_URL,
      token: settings.MOBIPIUM_API_TOKEN,
      timeoutMs: toMs(settings.UPSTREAM_TIMEOUT),
    },
    databaseUrl: settings.DATABASE_URL,
    temporal: {
      environment: given,
      isChosen: ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some(
        (name) => given[name] !== undefined,
      ),
      uiUrl: settings.TEMPORAL_UI_URL?.replace(/\/+$/, ''),
      cliPath: settings.TEMPORAL_CLI_PATH,
    },
    api: {
      host: settings.HOST,
      port: settings.PORT,
      isPortChosen: given.PORT !== undefined,
      key: settings.API_KEY,
      corsOrigins: settings.CORS_ORIGIN?.split(/, ?/) ?? [],
      requestsPerSecond: settings.API_REQUESTS_PER_SECOND,
    },
    workerMetricsAddress: settings.WORKER_METRICS_ADDRESS,
    dataDir: resolve(settings.DATA_DIR),
    cacheDir: settings.CACHE_DIR ?? join(given.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mobipium-sync'),
    logLevel: settings.LOG_LEVEL,
    high: {
      everyMs: toMs(settings.HIGH_SYNC_EVERY),
      concurrency: settings.HIGH_SYNC_CONCURRENCY,
      requestsPerSecond: settings.HIGH_SYNC_REQUESTS_PER_SECOND,
      batchRetryForMs: toMs(settings.HIGH_BATCH_RETRY_FOR),
    },
    full: {
      everyMs: toMs(settings.FULL_SYNC_EVERY),
      concurrency: settings.FULL_SYNC_CONCURRENCY,
      requestsPerSecond: settings.FULL_SYNC_REQUESTS_PER_SECOND,
      pageRetryForMs: toMs(settings.FULL_PAGE_RETRY_FOR),
    },
    sweepMaxShare: settings.SWEEP_MAX_SHARE,
    keepRunsForSeconds: Math.round(toMs(settings.KEEP_RUNS_FOR) / 1_000),
  };
}

function toMs(time: string): number {
  return ms(time as StringValue);
}

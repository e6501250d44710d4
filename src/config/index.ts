import { join, resolve } from 'node:path';
import { isLoopback } from '../domain/is-loopback';
import { parseDuration } from '../format/duration';
import { type AlertConfig, findAlertProblems, readAlerts } from './alerts';
import { findDatabaseProblem } from './database-url';
import { findHome, normalizeEnvironment } from './environment';
import { findAddressProblem, parseProxy } from './network';
import { readSecretFiles } from './secret-files';
import { type Settings, validateSettings } from './settings';
import { findTimeProblems } from './times';
import { readTracing, type TracingConfig } from './tracing';

export { readEnvironment } from './environment';
export { readVersion } from './version';

type SettingName = keyof Settings;

interface SyncConfig {
  everyMs: number;
  isEveryChosen: boolean;
  concurrency: number;
  requestsPerSecond: number;
}

/** The settings, converted. */
export interface Config {
  upstream: {
    url: string;
    token: string | undefined;
    timeoutMs: number;
    /** URLs of proxies, which may contain a password, and the hosts that need none. */
    proxies: { http: string | undefined; https: string | undefined; except: string | undefined };
  };
  databaseUrl: string | undefined;
  temporal: {
    /** The environment without empty variables, for Temporal's own reader: an empty `TEMPORAL_API_KEY` would enable TLS. */
    environment: Record<string, string>;
    /** Whether a setting or profile names a Temporal server. */
    isChosen: boolean;
    /** Whether the server is the embedded one, which `environment` names alone: no profile applies. */
    isEmbedded: boolean;
    /** Comes before all names of this mirror on the Temporal server: `staging-`. Empty: none. */
    prefix: string;
    /** The version of this worker in Temporal's worker versioning; undefined: it is not versioned. */
    workerVersion: { deploymentName: string; buildId: string } | undefined;
    /** The search attribute in which each run stores its outcome; undefined: none. */
    outcomeAttribute: string | undefined;
    uiUrl: string | undefined;
    cliPath: string | undefined;
  };
  api: {
    host: string;
    port: number;
    isPortChosen: boolean;
    /** The bearer key that callers must send; undefined: none, and only this machine may reach the API. */
    key: string | undefined;
    /** A second key, which only reads; undefined: none. */
    readKey: string | undefined;
    /** Origins whose pages may call the API. */
    corsOrigins: string[];
    /** The limit for one client address; 0: unlimited. */
    requestsPerSecond: number;
    /** Addresses and ranges of the proxies whose `x-forwarded-for` names the client. */
    trustedProxies: string[];
    /** Log one line for each request. */
    accessLog: boolean;
  };
  /** Where traces are sent; undefined: nowhere, and nothing of OpenTelemetry is loaded. */
  tracing: TracingConfig | undefined;
  /** The address at which the worker serves its Prometheus metrics, such as `127.0.0.1:9464`; undefined: none. */
  workerMetricsAddress: string | undefined;
  dataDir: string;
  cacheDir: string;
  logLevel: string;
  high: SyncConfig & { batchRetryForMs: number };
  full: SyncConfig & { pageRetryForMs: number };
  sweepMaxShare: number;
  keepRunsForSeconds: number;
  /** The history of the offers is kept this long. */
  keepChangesForSeconds: number;
  /** The hourly counts of conversions are kept this long. */
  keepConversionsForSeconds: number;
  alerts: AlertConfig;
}

/** Settings are missing or invalid. The message names all of them, and holds no values except durations and rates. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(readonly problems: string[]) {
    super(`These settings are missing or invalid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/**
 * Read the settings from an environment. An empty setting counts as not set.
 *
 * @param required Settings that the caller cannot do without.
 * @throws {ConfigError} naming every missing or invalid setting.
 */
export function readConfig(environment: NodeJS.ProcessEnv, required: SettingName[] = []): Config {
  const { given, problems } = readSecretFiles(normalizeEnvironment(environment));
  const { settings, invalid } = validateSettings(given);
  // What names an invalid setting has its default or nothing in its place.
  const isAboutInvalid = (problem: string) =>
    (problem.match(/[A-Z_]{2,}/g) ?? []).some((name) => invalid.has(name));
  problems.push(
    ...invalid.values(),
    ...findContradictions(settings).filter((problem) => !isAboutInvalid(problem)),
    ...required.filter((name) => given[name] === undefined).map((name) => `${name} is missing`),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return toConfig(settings, given);
}

/**
 * Check that other machines can reach the API only with a key.
 *
 * @throws {ConfigError} if `HOST` is not a loopback address and no key is set.
 */
export function assertApiProtected({ api }: Config): void {
  if (api.key === undefined && !isLoopback(api.host)) {
    throw new ConfigError(['API_KEY is missing: with this HOST other machines can reach the API']);
  }
}

/** What is wrong with settings that are valid by themselves. */
function findContradictions(settings: Settings): string[] {
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = settings;
  const address = findAddressProblem(settings.MOBIPIUM_API_URL);
  const database =
    settings.DATABASE_URL === undefined ? undefined : findDatabaseProblem(settings.DATABASE_URL);
  return [
    ...(address === undefined ? [] : [address]),
    ...(database === undefined ? [] : [database]),
    ...((deploymentName === undefined) === (buildId === undefined)
      ? []
      : ['TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID must be set together']),
    ...findKeyProblems(settings),
    ...findTimeProblems(settings),
    ...findAlertProblems(settings),
  ];
}

function findKeyProblems({ API_KEY: key, API_READ_KEY: readKey }: Settings): string[] {
  if (readKey === undefined) return [];
  if (key === undefined) {
    return ['API_KEY is missing: without it all callers may read and write, and API_READ_KEY has no effect'];
  }
  return key === readKey ? ['API_READ_KEY must differ from API_KEY, because it only reads'] : [];
}

function toConfig(settings: Settings, given: Record<string, string>): Config {
  return {
    upstream: {
      url: settings.MOBIPIUM_API_URL,
      token: settings.MOBIPIUM_API_TOKEN,
      timeoutMs: toMs(settings.UPSTREAM_TIMEOUT),
      proxies: {
        http: parseProxy(settings.HTTP_PROXY ?? ''),
        https: parseProxy(settings.HTTPS_PROXY ?? ''),
        except: settings.NO_PROXY,
      },
    },
    databaseUrl: settings.DATABASE_URL,
    temporal: {
      environment: given,
      isChosen: ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some(
        (name) => given[name] !== undefined,
      ),
      isEmbedded: false,
      prefix: settings.TEMPORAL_PREFIX === undefined ? '' : `${settings.TEMPORAL_PREFIX}-`,
      workerVersion: readWorkerVersion(settings),
      outcomeAttribute: settings.TEMPORAL_OUTCOME_ATTRIBUTE,
      uiUrl: settings.TEMPORAL_UI_URL?.replace(/\/+$/, ''),
      cliPath: settings.TEMPORAL_CLI_PATH,
    },
    api: {
      host: settings.HOST,
      port: settings.PORT,
      isPortChosen: given.PORT !== undefined,
      key: settings.API_KEY,
      readKey: settings.API_READ_KEY,
      corsOrigins: settings.CORS_ORIGIN?.split(/, ?/) ?? [],
      requestsPerSecond: settings.API_REQUESTS_PER_SECOND,
      trustedProxies: settings.TRUST_PROXY?.split(/, ?/) ?? [],
      accessLog: settings.ACCESS_LOG,
    },
    tracing: readTracing(settings, given),
    workerMetricsAddress: settings.WORKER_METRICS_ADDRESS,
    dataDir: resolve(settings.DATA_DIR),
    cacheDir: settings.CACHE_DIR ?? defaultCacheDir(settings, given),
    logLevel: settings.LOG_LEVEL,
    high: {
      everyMs: toMs(settings.HIGH_SYNC_EVERY),
      isEveryChosen: given.HIGH_SYNC_EVERY !== undefined,
      concurrency: settings.HIGH_SYNC_CONCURRENCY,
      requestsPerSecond: settings.HIGH_SYNC_REQUESTS_PER_SECOND,
      batchRetryForMs: toMs(settings.HIGH_BATCH_RETRY_FOR),
    },
    full: {
      everyMs: toMs(settings.FULL_SYNC_EVERY),
      isEveryChosen: given.FULL_SYNC_EVERY !== undefined,
      concurrency: settings.FULL_SYNC_CONCURRENCY,
      requestsPerSecond: settings.FULL_SYNC_REQUESTS_PER_SECOND,
      pageRetryForMs: toMs(settings.FULL_PAGE_RETRY_FOR),
    },
    sweepMaxShare: settings.SWEEP_MAX_SHARE,
    keepChangesForSeconds: Math.round(toMs(settings.KEEP_CHANGES_FOR) / 1_000),
    keepConversionsForSeconds: Math.round(toMs(settings.KEEP_CONVERSIONS_FOR) / 1_000),
    keepRunsForSeconds: Math.round(toMs(settings.KEEP_RUNS_FOR) / 1_000),
    alerts: readAlerts(settings),
  };
}

function defaultCacheDir({ DATA_DIR }: Settings, { XDG_CACHE_HOME }: Record<string, string>): string {
  if (XDG_CACHE_HOME !== undefined) return join(XDG_CACHE_HOME, 'mobipium-sync');
  const home = findHome();
  return home === undefined ? resolve(DATA_DIR, 'cache') : join(home, '.cache/mobipium-sync');
}

/** Both settings are given, or none. */
function readWorkerVersion(settings: Settings): Config['temporal']['workerVersion'] {
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = settings;
  return deploymentName === undefined || buildId === undefined ? undefined : { deploymentName, buildId };
}

/** Parses a validated duration. */
function toMs(duration: string): number {
  return parseDuration(duration)!;
}

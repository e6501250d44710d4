import { isIP } from 'node:net';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Ajv } from 'ajv';
import { parseDuration } from '../format/duration';
import { ALERT_SETTINGS, isWebhookList } from './alert-settings';
import { parseProxy } from './network';

/** A century: PostgreSQL and Temporal can add it to a time. */
const LONGEST_DURATION_MS = 36_500 * 86_400_000;

/**
 * Every setting. A description completes the sentence "NAME must be …" for people: an error names the setting and what
 * is expected, and never its value, which may be a secret.
 */
export const SettingsSchema = Type.Object({
  MOBIPIUM_API_URL: httpAddress({ default: 'https://affiliates.mobipium.com/api/cpa/findmyoffers/' }),
  MOBIPIUM_API_TOKEN: Type.Optional(
    Type.String({
      pattern: '^(?![[<{].*[\\]>}]$)',
      description: 'the token itself, not a placeholder in brackets',
    }),
  ),
  HTTP_PROXY: Type.Optional(proxyAddress()),
  HTTPS_PROXY: Type.Optional(proxyAddress()),
  NO_PROXY: Type.Optional(Type.String()),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      format: 'address',
      description: 'a postgresql:// address, with special characters in the password percent-encoded',
    }),
  ),
  TEMPORAL_PREFIX: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$',
      description: 'up to 30 lower-case letters, digits and hyphens, such as staging',
    }),
  ),
  TEMPORAL_DEPLOYMENT_NAME: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{1,100}$',
      description: 'up to 100 letters, digits, hyphens and underscores',
    }),
  ),
  TEMPORAL_WORKER_BUILD_ID: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_.-]{1,100}$',
      description: 'up to 100 letters, digits, hyphens, underscores and dots',
    }),
  ),
  TEMPORAL_OUTCOME_ATTRIBUTE: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
      description: 'the name of a search attribute, such as SyncOutcome',
    }),
  ),
  TEMPORAL_UI_URL: Type.Optional(httpAddress()),
  TEMPORAL_CLI_PATH: Type.Optional(Type.String()),
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: wholeNumber(0, 65_535, 3000),
  API_KEY: Type.Optional(apiKey()),
  API_READ_KEY: Type.Optional(apiKey()),
  API_REQUESTS_PER_SECOND: wholeNumber(0, 1_000_000, 1_000),
  TRUST_PROXY: Type.Optional(
    Type.String({
      format: 'addresses',
      description: 'IP addresses or ranges of proxies, such as 127.0.0.1 or 10.0.0.0/8, separated by commas',
    }),
  ),
  CORS_ORIGIN: Type.Optional(
    Type.String({
      pattern: '^https?://[^/ ,]+(, ?https?://[^/ ,]+)*$',
      description: 'origins such as https://desk.example, separated by commas',
    }),
  ),
  WORKER_METRICS_ADDRESS: Type.Optional(
    Type.String({
      pattern: '^([0-9.]+|\\[[0-9a-fA-F:]+\\]):[0-9]{1,5}$',
      description: 'an IP address and a port, such as 127.0.0.1:9464',
    }),
  ),
  DATA_DIR: Type.String({ default: '.data' }),
  CACHE_DIR: Type.Optional(Type.String()),
  LOG_LEVEL: Type.String({
    pattern: '^(trace|debug|info|warn|error)$',
    default: 'info',
    description: 'one of trace, debug, info, warn, error',
  }),
  ACCESS_LOG: trueOrFalse(),
  OTEL_SDK_DISABLED: trueOrFalse(),
  OTEL_TRACES_EXPORTER: Type.Optional(Type.String({ pattern: '^(otlp|none)$', description: 'otlp or none' })),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(httpAddress()),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Type.Optional(httpAddress()),
  OTEL_EXPORTER_OTLP_PROTOCOL: Type.Optional(otlpProtocol()),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: Type.Optional(otlpProtocol()),
  HIGH_SYNC_EVERY: duration('2m'),
  FULL_SYNC_EVERY: duration('1h'),
  HIGH_SYNC_CONCURRENCY: wholeNumber(1, 50, 5),
  FULL_SYNC_CONCURRENCY: wholeNumber(1, 50, 10),
  HIGH_SYNC_REQUESTS_PER_SECOND: number(0, 10_000, 10),
  FULL_SYNC_REQUESTS_PER_SECOND: number(0, 10_000, 20),
  UPSTREAM_TIMEOUT: duration('30s'),
  FULL_PAGE_RETRY_FOR: duration('10m'),
  HIGH_BATCH_RETRY_FOR: duration('90s'),
  SWEEP_MAX_SHARE: number(0, 1, 0.2),
  KEEP_RUNS_FOR: duration('30d'),
  KEEP_CHANGES_FOR: duration('400d'),
  KEEP_CONVERSIONS_FOR: duration('90d'),
  ...ALERT_SETTINGS,
});

export type Settings = Static<typeof SettingsSchema>;

const ajv = new Ajv({
  allErrors: true,
  coerceTypes: true,
  useDefaults: true,
  // Adds the schema of the setting to an error.
  verbose: true,
  formats: {
    // A PostgreSQL address may have no host, even after a user.
    address: (text) => URL.canParse(text.replace('@/', '@localhost/')),
    'encoded-address': isEncodedAddress,
    webhooks: isWebhookList,
    proxy: (text) => parseProxy(text) !== undefined,
    duration: (text) => (parseDuration(text) ?? Infinity) <= LONGEST_DURATION_MS,
    unguessable: (text) => new Set(text).size >= 8,
    addresses: (text) => text.split(/, ?/).every(isAddressOrRange),
  },
});

/**
 * Validate settings, fill in the defaults, and convert numbers.
 *
 * `settings` are the valid ones; `invalid` has the name of each other one, with a sentence that says what it must be.
 */
export function validateSettings(given: Record<string, string>): {
  settings: Settings;
  invalid: Map<string, string>;
} {
  const settings: unknown = { ...given };
  if (ajv.validate<Settings>(SettingsSchema, settings)) return { settings, invalid: new Map() };
  const invalid = new Map(
    (ajv.errors ?? []).map(({ instancePath, parentSchema }) => {
      const name = instancePath.slice(1);
      return [name, `${name} must be ${(parentSchema as TSchema).description ?? 'valid'}`];
    }),
  );
  const valid = Object.fromEntries(Object.entries(given).filter(([name]) => !invalid.has(name)));
  return { ...validateSettings(valid), invalid };
}

function isEncodedAddress(text: string): boolean {
  try {
    const { hostname, username, password } = new URL(text);
    decodeURIComponent(username + password);
    return hostname !== '';
  } catch {
    return false;
  }
}

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return bits > 0 && isPrefix && rest.length === 0;
}

function apiKey() {
  return Type.String({
    pattern: '^[!-~]{16,}$',
    format: 'unguessable',
    description:
      'at least 16 plain characters without spaces, 8 of them different; `openssl rand -hex 24` makes one',
  });
}

function trueOrFalse() {
  return Type.Boolean({ default: false, description: 'true or false' });
}

function otlpProtocol() {
  return Type.String({ pattern: '^http/(protobuf|json)$', description: 'http/protobuf or http/json' });
}

function duration(byDefault: string) {
  return Type.String({
    format: 'duration',
    default: byDefault,
    description: 'a duration such as 90s, 2m, 1h or 30d, at most 36500d',
  });
}

function wholeNumber(minimum: number, maximum: number, byDefault: number) {
  const description = `a whole number from ${minimum} to ${maximum}`;
  return Type.Integer({ minimum, maximum, default: byDefault, description });
}

function number(minimum: number, maximum: number, byDefault: number) {
  return Type.Number({
    minimum,
    maximum,
    default: byDefault,
    description: `a number from ${minimum} to ${maximum}`,
  });
}

function httpAddress(options: { default?: string } = {}) {
  return Type.String({
    ...options,
    pattern: '^https?://[^ ]+$',
    format: 'address',
    description: 'an http or https address',
  });
}

function proxyAddress() {
  return Type.String({
    format: 'proxy',
    description: 'the http or https address of a proxy, such as http://proxy.example:3128',
  });
}

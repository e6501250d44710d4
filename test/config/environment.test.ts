import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type * as nodeOs from 'node:os';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporalOptions } from '../../src/client';
import { readConfig, readEnvironment } from '../../src/config';

type Os = typeof nodeOs;

jest.mock('node:os', () => {
  const os = jest.requireActual<Os>('node:os');
  return { ...os, homedir: jest.fn(os.homedir) };
});

test('.env may have a byte order mark, CRLF, quotes and export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const cwd = process.cwd();
  try {
    writeFileSync(
      join(folder, '.env'),
      `\uFEFFPORT="3456"\r\nexport LOG_LEVEL='warn'\r\n# note\r\nHIGH_SYNC_EVERY = 5m \r\n`,
    );
    process.chdir(folder);

    const config = readConfig(readEnvironment());
    expect(config.api.port).toBe(3456);
    expect(config.logLevel).toBe('warn');
    expect(config.high.everyMs).toBe(300_000);
  } finally {
    process.chdir(cwd);
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['~/mirror', join(homedir(), 'mirror')],
  ['~', homedir()],
  ['/srv/~/mirror', '/srv/~/mirror'],
  ['/srv/mirror~', '/srv/mirror~'],
])('a path may begin with the home folder: %s', (path, expected) => {
  const config = readConfig({ DATA_DIR: path, CACHE_DIR: path, TEMPORAL_CLI_PATH: path });
  expect([config.dataDir, config.cacheDir, config.temporal.cliPath]).toEqual([expected, expected, expected]);
});

test('the file of a secret may be in the home folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  jest.mocked(homedir).mockReturnValueOnce(folder);
  try {
    writeFileSync(join(folder, 'token'), 'from-home\n');
    expect(readConfig({ MOBIPIUM_API_TOKEN_FILE: '~/token', CACHE_DIR: folder }).upstream.token).toBe(
      'from-home',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a user without a home folder has its cache in DATA_DIR', () => {
  const { homedir: original } = jest.requireActual<Os>('node:os');
  jest.mocked(homedir).mockImplementation(() => {
    throw new Error('ENOENT');
  });
  try {
    expect(readConfig({ DATA_DIR: '/srv/mirror' }).cacheDir).toBe('/srv/mirror/cache');
  } finally {
    jest.mocked(homedir).mockImplementation(original);
  }
});

test('options of the embedded Temporal server come from its own environment only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  try {
    writeFileSync(
      join(folder, 'temporal.toml'),
      '[profile.default]\napi_key = "other"\nnamespace = "other"\n',
    );
    const { temporal } = readConfig({ TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml') });
    const environment = { ...temporal.environment, TEMPORAL_ADDRESS: '127.0.0.1:7233' };

    expect(temporalOptions({ ...temporal, environment })).toMatchObject({ namespace: 'other' });
    const embedded = temporalOptions({ ...temporal, environment, isEmbedded: true });
    expect(embedded.namespace).toBe('default');
    expect(embedded.connectionOptions.apiKey).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

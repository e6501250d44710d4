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

test('a user without a home folder has its cache in DATA_DIR', () => {
  jest.mocked(homedir).mockImplementationOnce(() => {
    throw new Error('ENOENT');
  });

  expect(readConfig({ DATA_DIR: '/srv/mirror' }).cacheDir).toBe('/srv/mirror/cache');
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

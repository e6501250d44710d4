import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../harness/processes/program';
import { createTestDatabase } from '../../harness/servers/database';

const PASSWORD = 'c4n4ry-password';

test.each(['doctor', 'status', 'worker', 'migrate', 'api', 'start'])(
  '%s names the setting of an invalid address, and prints nothing of its value',
  async (command) => {
    const { code, output } = await runCli(command, {
      DATABASE_URL: `postgresql://someone:${PASSWORD}@[no-host]:1/x`,
      MOBIPIUM_API_TOKEN: 'x',
    });

    expect(output).toContain('DATABASE_URL must be a postgresql:// address');
    expect(output).not.toContain(PASSWORD);
    expect(output).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  },
);

test.each(['doctor', 'start'])(
  '%s names a password that is not percent-encoded, and prints nothing of it',
  async (command) => {
    const { code, output } = await runCli(command, {
      DATABASE_URL: `postgresql://someone:12/${PASSWORD}@127.0.0.1:1/x`,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });

    expect(output).toMatch(/DATABASE_URL has an @ after the host: percent-encode /);
    expect(output).not.toContain(PASSWORD);
    expect(code).toBe(1);
  },
);

test.each<Record<string, string>>([
  { TEMPORAL_ADDRESS: `https://someone:${PASSWORD}@temporal.example:7233` },
  { TEMPORAL_ADDRESS: `someone:${PASSWORD}@127.0.0.1:1` },
  { MOBIPIUM_API_URL: `https://network.example/?token=${PASSWORD}` },
  {
    MOBIPIUM_API_URL: `htp://someone:${PASSWORD}@network.example`,
    TEMPORAL_UI_URL: `ui.example:${PASSWORD}`,
    HTTPS_PROXY: `htp://${PASSWORD}@proxy.example`,
    TRUST_PROXY: PASSWORD,
    CORS_ORIGIN: `desk.example/${PASSWORD}`,
  },
])(
  'of invalid addresses doctor prints the settings, neither the values nor a stack: %j',
  async (settings) => {
    const { code, output } = await runCli('doctor', {
      DATABASE_URL: 'postgresql://someone@127.0.0.1:1/x',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      MOBIPIUM_API_TOKEN: 'x',
      ...settings,
    });

    for (const name of Object.keys(settings)) expect(output).toContain(name);
    expect(output).not.toContain(PASSWORD);
    expect(output).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  },
);

describe('invalid Temporal settings are not reported as an unreachable server', () => {
  const KEY = 'c4n4ry-key';
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mobipium-temporal-settings-'));
    writeFileSync(join(folder, 'broken.toml'), `[profile.default]\napi_key = "${KEY}"\naddress = `);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['doctor', { TEMPORAL_PROFILE: 'nowhere' }, 'nowhere'],
    ['worker', { TEMPORAL_PROFILE: 'nowhere' }, 'nowhere'],
    ['start', { TEMPORAL_CONFIG_FILE: 'broken.toml' }, 'TOML'],
    ['api', { TEMPORAL_CONFIG_FILE: 'broken.toml' }, 'TOML'],
    [
      'worker',
      { TEMPORAL_TLS_CLIENT_CERT_PATH: 'none.pem', TEMPORAL_TLS_CLIENT_KEY_PATH: 'none.key' },
      'none.',
    ],
  ])('%s with %j', async (command, settings, said) => {
    const { databaseUrl, drop } = await createTestDatabase();
    const inFolder = Object.entries(settings).map(([name, value]) => [
      name,
      name === 'TEMPORAL_PROFILE' ? value : join(folder, value),
    ]);
    try {
      const { code, output } = await runCli(command, {
        DATABASE_URL: databaseUrl,
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        MOBIPIUM_API_TOKEN: 'x',
        DATA_DIR: folder,
        ...(Object.fromEntries(inFolder) as Record<string, string>),
      });

      expect(output).toContain('TEMPORAL_* variables, or the profile that they name: ');
      expect(output).toContain(said);
      expect(output).not.toContain(KEY);
      expect(output).not.toMatch(/^ +at /m);
      expect(code).toBe(1);
    } finally {
      await drop();
    }
  });
});

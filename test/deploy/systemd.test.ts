import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSecret, WORKER_STOPS_WITHIN_SECONDS } from './support/known-settings';

const FOLDER = join(__dirname, '../../deploy/systemd');
const units = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);

const SECRETS = {
  worker: ['database_url', 'mobipium_api_token'],
  api: ['database_url', 'api_key'],
  migrate: ['database_url'],
  schedules: ['database_url'],
};

/** The first version that knows all that the units say. Where it is not, they are held against what is written here alone. */
const SYSTEMD_NEEDED = 250;
const [, systemd = '0'] =
  /^systemd (\d+)/.exec(spawnSync('systemd-analyze', ['--version']).stdout?.toString() ?? '') ?? [];
const whereSystemdIs = Number(systemd) >= SYSTEMD_NEEDED ? test : test.skip;

/** Every value of every setting, in order: a unit may name one several times. */
function allSettingsOf(name: string): Map<string, string[]> {
  const [, text = ''] = units.find(([unit]) => unit === name) ?? [];
  const settings = new Map<string, string[]>();
  for (const [, key = '', value = ''] of text.matchAll(/^(\w+)=(.*)$/gm)) {
    settings.set(key, [...(settings.get(key) ?? []), value]);
  }
  return settings;
}

function settingsOf(name: string): Record<string, string | undefined> {
  return Object.fromEntries([...allSettingsOf(name)].map(([key, values]) => [key, values.at(-1)]));
}

/** What systemd says of these units on this machine, as far as it is about them. */
function verify(
  texts: readonly (readonly [name: string, text: string])[],
): [status: number | null, said: string[]] {
  const folder = mkdtempSync(join(tmpdir(), 'units-'));
  try {
    // It wants to see the program, which this machine may have elsewhere.
    for (const [name, text] of texts) {
      writeFileSync(join(folder, name), text.replaceAll('/usr/bin/node', process.execPath));
    }
    const files = texts.map(([name]) => join(folder, name));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' });
    // It reads the machine's own units along the way, and says what it thinks of them.
    return [status, stderr.split('\n').filter((line) => line.includes('mobipium-sync'))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

whereSystemdIs('systemd finds nothing wrong with the units, and would say so of a misspelt setting', () => {
  expect(verify(units)).toEqual([0, []]);

  const misspelt = units.map(([name, text]) => [name, text.replace('MemoryMax', 'MemoryMost')] as const);
  expect(verify(misspelt)[1].join()).toContain('MemoryMost');
});

whereSystemdIs('systemd finds that each unit exposes little of the machine', () => {
  for (const [name] of units) {
    // In tenths: from 0, nothing, to 100. A service without any protection has 96.
    const args = ['security', '--offline=yes', '--no-pager', '--threshold=20', join(FOLDER, name)];
    const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    expect([name, status, status === 0 ? '' : stdout + stderr]).toEqual([name, 0, '']);
  }
});

test('there are a worker and an API that come back, and two steps that run once', () => {
  expect(units.map(([name]) => name).sort()).toEqual([
    'mobipium-sync-api.service',
    'mobipium-sync-migrate.service',
    'mobipium-sync-schedules.service',
    'mobipium-sync-worker.service',
  ]);
  for (const part of ['worker', 'api', 'migrate', 'schedules']) {
    const { ExecStart, Type, Restart } = settingsOf(`mobipium-sync-${part}.service`);
    const command = part === 'schedules' ? 'schedules apply' : part;
    const isOnce = ['migrate', 'schedules'].includes(part);
    expect(ExecStart).toBe(`/usr/bin/node dist/cli/main.js ${command}`);
    expect([Type, Restart]).toEqual(isOnce ? ['oneshot', 'on-failure'] : ['exec', 'always']);
  }
});

test('a worker has more time to end than it takes', () => {
  const { TimeoutStopSec } = settingsOf('mobipium-sync-worker.service');

  expect(Number(TimeoutStopSec)).toBeGreaterThan(WORKER_STOPS_WITHIN_SECONDS);
});

test('no unit runs as root, may write to the system, or holds a secret', () => {
  for (const [name, text] of units) {
    expect(settingsOf(name)).toMatchObject({
      DynamicUser: 'yes',
      ProtectSystem: 'strict',
      NoNewPrivileges: 'yes',
      EnvironmentFile: '/etc/mobipium-sync/environment',
    });
    expect([...text.matchAll(/\b([A-Z_]+)=/g)].map(([, setting = '']) => setting).filter(isSecret)).toEqual(
      [],
    );
  }
});

test('each unit is handed the secrets that its program needs, and no other', () => {
  for (const [part, secrets] of Object.entries(SECRETS)) {
    const settings = allSettingsOf(`mobipium-sync-${part}.service`);
    expect([part, settings.get('LoadCredential')]).toEqual([
      part,
      secrets.map((name) => `${name}:/etc/mobipium-sync/${name}`),
    ]);
    expect(settings.get('Environment')?.filter((setting) => setting.includes('_FILE='))).toEqual(
      secrets.map((name) => `${name.toUpperCase()}_FILE=%d/${name}`),
    );
  }
});

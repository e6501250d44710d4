import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSecret, WORKER_STOPS_WITHIN_SECONDS } from './support/known-settings';

const FOLDER = join(__dirname, '../../deploy/systemd');
const units = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);

const SECRETS = {
  worker: ['database_url', 'mobipium_api_token'],
  api: ['database_url', 'api_key', 'api_read_key'],
  migrate: ['database_url'],
  schedules: ['database_url'],
};

/** The oldest version that supports every setting of the units. Without it, the tests that need systemd are skipped. */
const MIN_SYSTEMD = 250;
const [, systemd = '0'] =
  /^systemd (\d+)/.exec(spawnSync('systemd-analyze', ['--version']).stdout?.toString() ?? '') ?? [];
const testWithSystemd = Number(systemd) >= MIN_SYSTEMD ? test : test.skip;

/** All values of each setting, in order: a unit may repeat a setting. */
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

/** Verify units with systemd. Returns its exit status and its messages on these units. */
function verify(
  texts: readonly (readonly [name: string, text: string])[],
): [status: number | null, messages: string[]] {
  const folder = mkdtempSync(join(tmpdir(), 'units-'));
  try {
    // systemd checks that the program exists, and Node may have another path on this machine.
    for (const [name, text] of texts) {
      writeFileSync(join(folder, name), text.replaceAll('/usr/bin/node', process.execPath));
    }
    const files = texts.map(([name]) => join(folder, name));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' });
    // systemd also reports on the machine's own units.
    return [status, stderr.split('\n').filter((line) => line.includes('mobipium-sync'))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

testWithSystemd('systemd accepts the units, and reports a misspelled setting', () => {
  expect(verify(units)).toEqual([0, []]);

  const misspelled = units.map(([name, text]) => [name, text.replace('MemoryMax', 'MemoryMost')] as const);
  expect(verify(misspelled)[1].join()).toContain('MemoryMost');
});

testWithSystemd('systemd rates the exposure of each unit as low', () => {
  for (const [name] of units) {
    // From 0 to 100. A service without any protection has 96.
    const args = ['security', '--offline=yes', '--no-pager', '--threshold=20', join(FOLDER, name)];
    const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
    expect([name, status, status === 0 ? '' : stdout + stderr]).toEqual([name, 0, '']);
  }
});

test('worker and API restart, and the two one-time steps are retried on failure', () => {
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

test('a worker has enough time to stop', () => {
  const { TimeoutStopSec } = settingsOf('mobipium-sync-worker.service');

  expect(Number(TimeoutStopSec)).toBeGreaterThan(WORKER_STOPS_WITHIN_SECONDS);
});

test('no unit runs as root, can write to the system, or contains a secret', () => {
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

test('each unit gets the secrets that its program needs, and no others', () => {
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

import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../harness/poll';
import { openWithCleanup } from '../../src/async/cleanup';
import { followDockerfile, type Image, inImage } from './support/follow-dockerfile';
import { installPm2 } from './support/pm2';
import { type Container, runImage } from './support/run-image';
import { startDeploymentServers } from './support/servers';

const ROOT = join(__dirname, '../..');

/** Two installations and a build, on a busy machine with an empty cache of npm's. */
const BUILD_WITHIN_MS = 600_000;

let folder: string;
let image: Image;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mobipium-built-'));
  image = await followDockerfile(folder);
}, BUILD_WITHIN_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the image holds what production needs: the bundle, the migrations, no tool of development, no token', () => {
  expect(existsSync(inImage(image, 'dist/worker/workflow-bundle.js'))).toBe(true);
  expect(existsSync(inImage(image, 'prisma/migrations'))).toBe(true);
  const { devDependencies } = JSON.parse(readFileSync(inImage(image, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  for (const name of ['typescript', 'jest', 'tsx', 'prisma', '@temporalio/testing']) {
    expect(devDependencies).toHaveProperty([name]);
    expect(existsSync(inImage(image, `node_modules/${name}`))).toBe(false);
  }
  expect(image.user).toBe('node');
  expect(Object.keys(image.env).filter((name) => /TOKEN|KEY|PASSWORD|DATABASE/.test(name))).toEqual([]);
});

test('migrate, worker and api run from the image with their secrets in files, and a FULL completes', async () => {
  const lent = await openWithCleanup(async (cleanup) => {
    const servers = await startDeploymentServers();
    cleanup.defer('servers', () => servers.stop());
    const settings = secretsInFiles(servers.settings);

    const migrate = runImage(image, ['migrate'], settings);
    expect([await migrate.ended(), migrate.output()]).toEqual([0, expect.stringMatching(/^Applied /)]);
    const schedules = runImage(image, ['schedules', 'apply'], settings);
    expect([await schedules.ended(), schedules.output()]).toEqual([0, expect.stringContaining('full-sync')]);

    const start = (command: string, healthUrl: string): Container => {
      const container = runImage(image, [command], { ...settings, HEALTH_URL: healthUrl });
      cleanup.defer(command, () => container.stop());
      return container;
    };
    const worker = start('worker', `http://${settings.WORKER_METRICS_ADDRESS}/metrics`);
    const api = start('api', `http://127.0.0.1:${settings.PORT}/api/health`);
    await Promise.all([worker.waitFor(/worker is ready/), api.waitFor(/API is ready/)]);
    return { servers, settings, worker, api };
  });
  try {
    const { servers, settings, worker, api } = lent;
    expect([worker.isHealthy(), api.isHealthy()]).toEqual([true, true]);

    const path = await servers.api.startFull();
    const run = await poll('the FULL ends', async () => ended(await servers.api.readRun(path)), 60_000);

    const { active } = servers.sandbox.catalogue.countsAt(Date.now());
    expect(run).toMatchObject({ status: 'completed', audit: { complete: true, offersDistinct: active } });
    // What a person does with `docker compose exec worker …`.
    for (const command of [['doctor'], ['status'], ['replay', 'full-sync-manual']]) {
      const done = runImage(image, command, settings);
      expect([command, await done.ended(), done.output()]).toEqual([command, 0, expect.any(String)]);
    }
    expect([await worker.stop(), await api.stop()]).toEqual([0, 0]);
    expect([worker.isHealthy(), api.isHealthy()]).toEqual([false, false]);
    // Compose and Kubernetes let it write nothing but temporary files.
    expect(readdirSync(inImage(image, '.')).sort()).toEqual([
      'dist',
      'node_modules',
      'package.json',
      'prisma',
    ]);
  } finally {
    await lent.stop();
  }
}, 120_000);

test('under PM2, a worker that is killed in the middle of a FULL comes back, and the FULL completes', async () => {
  copyFileSync(join(ROOT, 'ecosystem.config.js'), inImage(image, 'ecosystem.config.js'));
  const lent = await openWithCleanup(async (cleanup) => {
    const servers = await startDeploymentServers();
    cleanup.defer('servers', () => servers.stop());
    const migrate = runImage(image, ['migrate'], servers.settings);
    expect(await migrate.ended()).toBe(0);
    const pm2 = await installPm2(join(folder, 'pm2'), servers.settings);
    cleanup.defer('PM2', () => pm2.kill());
    await pm2.start(inImage(image, '.'));
    return { servers, pm2 };
  });
  try {
    const { servers, pm2 } = lent;
    const readWorker = async () => (await pm2.list()).find(({ name }) => name === 'mobipium-worker')!;
    await poll('the API answers', () => servers.api.isUp(), 30_000);
    const path = await servers.api.startFull();
    await poll(
      'the FULL is under way',
      async () => ((await servers.api.readRun(path)).progress?.pagesDone ?? 0) >= 3,
      30_000,
    );
    const before = await readWorker();
    expect(before.pm2_env).toMatchObject({
      status: 'online',
      restart_time: 0,
      autorestart: true,
      max_memory_restart: 500 * 1024 * 1024,
      kill_timeout: 12_000,
    });

    process.kill(before.pid, 'SIGKILL');
    const run = await poll('the FULL ends', async () => ended(await servers.api.readRun(path)), 90_000);

    const { active } = servers.sandbox.catalogue.countsAt(Date.now());
    expect(run).toMatchObject({ status: 'completed', audit: { complete: true, offersDistinct: active } });
    const after = await readWorker();
    expect(after.pm2_env).toMatchObject({ status: 'online', restart_time: 1 });
    expect(after.pid).not.toBe(before.pid);

    await Promise.all(['mobipium-worker', 'mobipium-api'].map((name) => pm2.stop(name)));
    const ends = (await pm2.list()).map(({ name, pm2_env: { status, exit_code: code } }) => [
      name,
      status,
      code,
    ]);
    expect(ends.sort()).toEqual([
      ['mobipium-api', 'stopped', 0],
      ['mobipium-worker', 'stopped', 0],
    ]);
  } finally {
    await lent.stop();
  }
}, 240_000);

function ended(run: { status: string }) {
  return run.status !== 'running' && run;
}

/** The same settings with each secret in a file instead of the environment. */
function secretsInFiles(settings: Record<string, string>): Record<string, string> {
  const secrets = ['DATABASE_URL', 'MOBIPIUM_API_TOKEN', 'API_KEY'];
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (!secrets.includes(name)) return [name, value];
      const file = join(folder, name.toLowerCase());
      writeFileSync(file, `${value}\n`);
      return [`${name}_FILE`, file];
    }),
  );
}

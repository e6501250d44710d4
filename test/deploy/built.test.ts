import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../harness/poll';
import { startProgram } from '../../harness/processes/program';
import { createStartEnvironment } from '../../harness/processes/start-environment';
import { type CleanupStack, createCleanupStack } from '../../src/async/cleanup';
import { isPortFree } from '../../src/local/process/ports';
import { countPages } from '../harness/mirror';
import { followDockerfile, type Image, inImage } from './support/follow-dockerfile';
import { npxEnvironment, packProject } from './support/package';
import { installPm2 } from './support/pm2';
import { type Container, runImage } from './support/run-image';
import { startDeploymentServers } from './support/servers';

const ROOT = join(__dirname, '../..');

/** Two installations and a build, on a busy machine with an empty npm cache. */
const BUILD_TIMEOUT_MS = 600_000;

/** Of 380 MB, on a busy machine with an empty npm cache. */
const INSTALL_TIMEOUT_MS = 240_000;

let folder: string;
let image: Image;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mobipium-built-'));
  image = await followDockerfile(folder);
}, BUILD_TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the image is small: it contains the bundle, the page and the migrations, but no development tool and no token', () => {
  expect(existsSync(inImage(image, 'dist/worker/workflows.bundle.js'))).toBe(true);
  expect(existsSync(inImage(image, 'dist/web/index.html'))).toBe(true);
  expect(existsSync(inImage(image, 'prisma/migrations'))).toBe(true);
  const { devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(inImage(image, 'package.json'), 'utf8'),
  ) as Record<'devDependencies' | 'optionalDependencies', Record<string, string>>;
  for (const name of ['typescript', 'jest', 'tsx', 'esbuild', 'vite', 'react', '@temporalio/testing']) {
    expect({ ...devDependencies, ...optionalDependencies }).toHaveProperty([name]);
    expect(existsSync(inImage(image, `node_modules/${name}`))).toBe(false);
  }
  expect(diskSpaceOf(inImage(image, 'node_modules'))).toBeLessThan(200 * 1024 * 1024);
  expect(image.user).toBe('node');
  expect(Object.keys(image.env).filter((name) => /TOKEN|KEY|PASSWORD|DATABASE/.test(name))).toEqual([]);
});

test('migrate, worker and api run from the image with secrets from files, and a FULL completes', async () => {
  await withCleanup(async (cleanup) => {
    const servers = await startServers(cleanup);
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
    expect([worker.isHealthy(), api.isHealthy()]).toEqual([true, true]);

    await expectFullCompletes(servers, await servers.api.startFull(), 60_000);
    // The commands of `docker compose exec worker …`.
    for (const command of [['doctor'], ['status'], ['replay', 'full-sync-manual']]) {
      const done = runImage(image, command, settings);
      expect([command, await done.ended(), done.output()]).toEqual([command, 0, expect.any(String)]);
    }
    expect([await worker.stop(), await api.stop()]).toEqual([0, 0]);
    expect([worker.isHealthy(), api.isHealthy()]).toEqual([false, false]);
    // In Compose and Kubernetes the file system is read-only except for temporary files.
    expect(readdirSync(inImage(image, '.')).sort()).toEqual([
      'dist',
      'node_modules',
      'package.json',
      'prisma',
    ]);
  });
});

test(
  '`npx` with the npm package starts everything in an empty folder, and ends it',
  async () => {
    const {
      folder: empty,
      file,
      contents,
    } = await packProject(join(folder, 'package'), inImage(image, 'dist'));
    expect(contents).toEqual(
      expect.arrayContaining([
        'README.md',
        'dist/web/index.html',
        'dist/worker/workflows.bundle.js',
        'prisma/schema.prisma',
      ]),
    );
    expect(contents.filter((path) => /^(src|test|harness|bench|deploy\/secrets)\//.test(path))).toEqual([]);
    await withCleanup(async (cleanup) => {
      const data = await createStartEnvironment();
      cleanup.defer('data', () => data.remove());
      const { TEMPORAL_CLI_PATH, XDG_CACHE_HOME } = process.env;
      const environment = {
        ...(await npxEnvironment(join(folder, 'package'))),
        ...data.environment,
        ...(TEMPORAL_CLI_PATH && { TEMPORAL_CLI_PATH }),
        ...(XDG_CACHE_HOME && { XDG_CACHE_HOME }),
      };
      const npx = startProgram(['npx', '--yes', `./${file}`, 'start'], environment, { cwd: empty });
      cleanup.defer('npx', () => npx.stop());
      const api = `http://127.0.0.1:${data.environment.PORT}`;
      const isHealthy = () =>
        fetch(`${api}/api/health`).then(
          ({ ok }) => ok,
          () => false,
        );
      await poll('the API is healthy', isHealthy, INSTALL_TIMEOUT_MS);
      const running = data.sandboxPath('running.json');
      await poll('the start is complete', () => existsSync(running), INSTALL_TIMEOUT_MS);
      const { databaseUrl } = JSON.parse(readFileSync(running, 'utf8')) as {
        databaseUrl: string;
      };
      await npx.stop();
      for (const url of [api, databaseUrl]) {
        await poll('nothing runs', () => isPortFree(Number(new URL(url).port)), 30_000);
      }
    });
  },
  2 * INSTALL_TIMEOUT_MS,
);

test('PM2 restarts a worker that is killed during a FULL, and the FULL completes', async () => {
  copyFileSync(join(ROOT, 'ecosystem.config.js'), inImage(image, 'ecosystem.config.js'));
  await withCleanup(async (cleanup) => {
    const servers = await startServers(cleanup);
    expect(await runImage(image, ['migrate'], servers.settings).ended()).toBe(0);
    const pm2 = await installPm2(join(folder, 'pm2'), servers.settings);
    cleanup.defer('PM2', () => pm2.kill());
    await pm2.start(inImage(image, '.'));
    const readWorker = async () => (await pm2.list()).find(({ name }) => name === 'mobipium-worker')!;
    await poll('the API answers', () => servers.api.isUp());
    // Before the FULL, which lasts only a few times as long as this.
    const before = await readWorker();
    expect(before.pm2_env).toMatchObject({
      status: 'online',
      restart_time: 0,
      autorestart: true,
      max_memory_restart: 1024 * 1024 * 1024,
      kill_timeout: 12_000,
    });

    // The last page keeps the FULL from ending before the worker is killed.
    servers.sandbox.setFault({ when: { pages: [countPages(servers)] }, effect: { kind: 'hang' } });
    const path = await servers.api.startFull();
    await poll(
      'the FULL has read three pages',
      async () => ((await servers.api.readRun(path)).progress?.pagesDone ?? 0) >= 3,
    );
    process.kill(before.pid, 'SIGKILL');
    servers.sandbox.setFault(null);
    await expectFullCompletes(servers, path, 90_000);

    const after = await readWorker();
    expect(after.pm2_env).toMatchObject({ status: 'online', restart_time: 1 });
    expect(after.pid).not.toBe(before.pid);

    await Promise.all(['mobipium-worker', 'mobipium-api'].map((name) => pm2.stop(name)));
    const exits = (await pm2.list()).map(({ name, pm2_env: { status, exit_code: code } }) => [
      name,
      status,
      code,
    ]);
    expect(exits.sort()).toEqual([
      ['mobipium-api', 'stopped', 0],
      ['mobipium-worker', 'stopped', 0],
    ]);
  });
});

/** The disk space of a folder in bytes, as `du` measures it. */
function diskSpaceOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true }) as string[];
  return files.reduce((sum, file) => sum + lstatSync(join(folder, file)).blocks * 512, 0);
}

type Servers = Awaited<ReturnType<typeof startDeploymentServers>>;

/** Run the body of a test with a cleanup stack, which is closed at the end. */
async function withCleanup(body: (cleanup: CleanupStack) => Promise<void>): Promise<void> {
  const cleanup = createCleanupStack();
  try {
    await body(cleanup);
  } finally {
    await cleanup.closeAll();
  }
}

async function startServers(cleanup: CleanupStack): Promise<Servers> {
  const servers = await startDeploymentServers();
  cleanup.defer('servers', () => servers.stop());
  return servers;
}

async function expectFullCompletes(
  { api, sandbox }: Servers,
  path: string,
  timeoutMs: number,
): Promise<void> {
  const readEnded = async () => {
    const run = await api.readRun(path);
    return run.status !== 'running' && run;
  };
  const run = await poll('the FULL ends', readEnded, timeoutMs);
  const { active } = sandbox.catalogue.countsAt(Date.now());
  expect(run).toMatchObject({ status: 'completed', audit: { complete: true, offersDistinct: active } });
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

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from '../../harness/processes/program';
import { EXIT } from '../../src/cli/exit-codes';
import { missingLines, readBlocks } from './read-blocks';
import { ROOT } from './read-pages';

// The blocks of the README are run as they are pasted, on a copy of the project: what git would clone, and what
// `npm ci` would add.

const START_WITHIN_MS = 240_000;

/** Their commands need a build, servers of one's own or Docker: the tests in test/deploy run them. */
const NOT_RUN = ['## Production'];

let folder: string;
let project: string;
let environment: Record<string, string>;
let service: Program | undefined;

/** The addresses in the README, and those of the service, whose ports may differ because other programs use them. */
let addresses: [documented: string, actual: string][];

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mobipium-readme-')));
  // PostgreSQL does not run as root, so its own user needs access.
  chmodSync(folder, 0o755);
  project = join(folder, 'mobipium-sync');
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter((name) => name !== '')) {
    if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(project, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  const { PATH = '', HOME = '', TEMPORAL_CLI_PATH } = process.env;
  environment = { PATH, HOME, ...(TEMPORAL_CLI_PATH && { TEMPORAL_CLI_PATH }) };
});

afterAll(async () => {
  await service?.stop('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const [install, ...blocks] = readBlocks(join(ROOT, 'README.md')).filter(
  ({ section }) => !NOT_RUN.includes(section),
);

test('the quick start clones, installs and starts', () => {
  expect(install!.commands.trim().split('\n')).toEqual([
    'git clone https://github.com/mobipium-sync/mobipium-sync.git && cd mobipium-sync',
    'npm ci',
    'npm start',
  ]);
  expect(blocks.length).toBeGreaterThan(5);
});

test(
  'npm start prints what the README shows',
  async () => {
    // The reader sets the address of the webhook later, and starts again.
    const started = { ...environment, ALERT_WEBHOOK_URL: 'http://127.0.0.1:4444' };
    service = startProgram(['npm', 'start'], started, { cwd: project, columns: 120 });
    const [, api = ''] = await service.waitFor(/^Open +(http:\S+)\s*$/m, START_WITHIN_MS);
    const running = JSON.parse(readFileSync(join(project, '.data/sandbox/running.json'), 'utf8')) as {
      sandboxUrl: string;
    };
    addresses = [
      ['http://127.0.0.1:3000', api],
      ['http://127.0.0.1:4010', new URL(running.sandboxUrl).origin],
    ];

    expect(missingLines(install!.output!, service.output())).toEqual([]);
    expect(service.output().trimEnd()).toMatch(/\nOpen +http:\S+$/);
  },
  START_WITHIN_MS + 10_000,
);

test.each(blocks.map((block) => [block.commands.trim().split('\n')[0]!, block] as const))(
  '%s … prints what the README shows',
  (_first, { commands, output }) => {
    const pasted = addresses.reduce(
      (text, [documented, actual]) => text.replaceAll(documented, actual),
      commands,
    );
    const run = () =>
      spawnSync('bash', ['-euo', 'pipefail', '-c', pasted], {
        cwd: project,
        env: environment,
        encoding: 'utf8',
      });
    let { status, stdout, stderr } = run();
    // On a busy machine a server may not answer in time.
    for (let attempt = 2; status === EXIT.unreachable && attempt <= 3; attempt += 1) {
      ({ status, stdout, stderr } = run());
    }

    expect({ status, stderr: status === 0 ? '' : stderr + stdout }).toEqual({ status: 0, stderr: '' });
    expect({ missing: missingLines(output ?? '', stdout), stdout }).toEqual({ missing: [], stdout });
  },
  120_000,
);

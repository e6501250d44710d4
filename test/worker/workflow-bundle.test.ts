import {
  appendFileSync,
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../harness/processes/program';

const ROOT = join(__dirname, '../..');

/** Bundling takes 1 to 2 s on an idle machine. */
const TIMEOUT_MS = 120_000;

/** Prints whether it bundled and loaded the compiler for that, the size of the code, and the modules of the sources in it. */
const SCRIPT = `
import { loadWorkflowBundle } from './worker/workflow-bundle';
let isBundled = false;
const options = { cacheDir: process.argv[2], onNotice: () => (isBundled = true) };
void loadWorkflowBundle(options).then((bundle) => {
  const code = (bundle as { code: string }).code;
  const [, map = ''] = /sourceMappingURL=data:application\\/json\\S*base64,(\\S+)/.exec(code) ?? [];
  const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[] };
  const own = sources.filter((source) => source.startsWith(process.cwd() + '/src/'));
  const modules = own.flatMap((source) => /\\/src\\/(\\w+)\\//.exec(source)?.[1] ?? []);
  const hasCompiler = Object.keys(require.cache).some((file) => file.includes('/swc-loader/'));
  console.log(JSON.stringify({ isBundled, hasCompiler, size: code.length, modules: [...new Set(modules)].sort() }));
});`;

/** Aborts the bundling as soon as its process runs, and prints the error. */
const ABORTED_SCRIPT = `
import { readFileSync } from 'node:fs';
import { loadWorkflowBundle } from './worker/workflow-bundle';
const ending = new AbortController();
const children = () => readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim();
const idle = children();
const polling = setInterval(() => {
  if (children() !== idle) ending.abort(new Error('stopped'));
}, 10);
void loadWorkflowBundle({ signal: ending.signal })
  .then(() => 'bundled', (error: Error) => error.message)
  .then((outcome) => {
    clearInterval(polling);
    console.log(JSON.stringify({ outcome, isLeft: children() !== idle }));
  });`;

let folder: string;

// A copy of the sources, which nothing else changes.
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mobipium-bundle-')));
  for (const path of ['src/async', 'src/worker', 'src/workflows', 'src/domain', 'tsconfig.json']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'src/load.ts'), SCRIPT);
  writeFileSync(join(folder, 'src/abort.ts'), ABORTED_SCRIPT);
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Loaded {
  isBundled: boolean;
  hasCompiler: boolean;
  size: number;
  modules: string[];
}

async function run<T>(script: string, ...args: string[]): Promise<T> {
  const command = [process.execPath, '--import', 'tsx', `src/${script}.ts`, ...args];
  const program = startProgram(command, {}, { cwd: folder });
  await program.ended();
  return JSON.parse(program.output()) as T;
}

const load = (cacheDir = 'cache') => run<Loaded>('load', cacheDir);

test(
  'the workflows are bundled once, with a notice, and again when a source has changed',
  async () => {
    const first = await load();
    expect(first).toMatchObject({ isBundled: true, hasCompiler: false, modules: ['domain', 'workflows'] });
    expect(await load()).toEqual({ ...first, isBundled: false });

    appendFileSync(join(folder, 'src/domain/run.ts'), '\nexport const added = 1;\n');

    expect(await load()).toMatchObject({ isBundled: true });
    expect(await load()).toMatchObject({ isBundled: false });
  },
  TIMEOUT_MS,
);

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot(
  'a cached bundle that another user owns is not used',
  async () => {
    const { size } = await load();
    for (const name of readdirSync(join(folder, 'cache/workflows'))) {
      writeFileSync(join(folder, 'cache/workflows', name), 'planted');
      chownSync(join(folder, 'cache/workflows', name), 65_534, 65_534);
    }

    expect(await load()).toMatchObject({ isBundled: true, size });
  },
  TIMEOUT_MS,
);

test(
  'a cache folder that cannot be written is no failure',
  async () => {
    expect(await load('tsconfig.json')).toMatchObject({ isBundled: true });
  },
  TIMEOUT_MS,
);

test(
  'a signal ends the process that bundles',
  async () => {
    appendFileSync(join(folder, 'src/worker/bundle-process.ts'), 'setInterval(() => {}, 1_000);\n');

    expect(await run('abort')).toEqual({ outcome: 'stopped', isLeft: false });
  },
  TIMEOUT_MS,
);

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

/** Prints whether it bundled, the size of the code, and the modules of the sources in it. */
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
  console.log(JSON.stringify({ isBundled, size: code.length, modules: [...new Set(modules)].sort() }));
});`;

let folder: string;

// A copy of the sources, which nothing else changes.
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mobipium-bundle-')));
  for (const path of ['src/worker/workflow-bundle.ts', 'src/workflows', 'src/domain', 'tsconfig.json']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'src/load.ts'), SCRIPT);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function load(cacheDir = 'cache'): Promise<{ isBundled: boolean; size: number; modules: string[] }> {
  const command = [process.execPath, '--import', 'tsx', 'src/load.ts', cacheDir];
  const program = startProgram(command, {}, { cwd: folder });
  await program.ended();
  return JSON.parse(program.output()) as Awaited<ReturnType<typeof load>>;
}

test(
  'the workflows are bundled once, with a notice, and again when a source has changed',
  async () => {
    const first = await load();
    expect(first).toMatchObject({ isBundled: true, modules: ['domain', 'workflows'] });
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

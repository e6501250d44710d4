import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const KEPT = 'node_modules/.cache/mobipium-sync';

/** Prints a value, whether the compiler was loaded, and where the last line is. */
const MAIN = `import { value } from '../value';
interface OnlyForTypes {
  value: number;
}
const shown: OnlyForTypes = { value };
const usesCompiler = Object.keys(require.cache).some((file) => file.includes('/esbuild/lib/'));
console.log(shown.value, usesCompiler, /main\\.ts:\\d+/.exec(new Error().stack!)![0]);
`;

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mobipium-sources-'));
  for (const folder of ['bin', 'src/cli', 'node_modules'])
    mkdirSync(join(project, folder), { recursive: true });
  copyFileSync(join(ROOT, 'bin/from-sources.js'), join(project, 'bin/from-sources.js'));
  symlinkSync(dirname(require.resolve('esbuild/package.json')), join(project, 'node_modules/esbuild'));
  writeFileSync(join(project, 'src/cli/main.ts'), MAIN);
  writeValue(1);
});

afterEach(() => rmSync(project, { recursive: true }));

function writeValue(value: number): void {
  writeFileSync(join(project, 'src/value.ts'), `export const value: number = ${value};\n`);
}

function run(): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['bin/from-sources.js'], {
    cwd: project,
    encoding: 'utf8',
  });
  return (stdout + stderr).trim();
}

test('each source is compiled once, and stack traces name its lines', () => {
  expect(run()).toBe('1 true main.ts:7');
  expect(run()).toBe('1 false main.ts:7');
});

test('an edited source is compiled again, in place of what was kept of it', () => {
  run();
  writeValue(2);

  expect(run()).toBe('2 true main.ts:7');
  expect(run()).toBe('2 false main.ts:7');
  expect(readdirSync(join(project, KEPT)).sort()).toEqual(['src+cli+main.ts.js', 'src+value.ts.js']);
});

test('a file that was not kept completely is compiled again', () => {
  run();
  truncateSync(join(project, KEPT, 'src+value.ts.js'), 40);

  expect(run()).toBe('1 true main.ts:7');
});

test('without a folder to keep the results in, sources are compiled at each start', () => {
  writeFileSync(join(project, 'node_modules/.cache'), 'not a folder');

  expect(run()).toBe('1 true main.ts:7');
  expect(readFileSync(join(project, 'node_modules/.cache'), 'utf8')).toBe('not a folder');
});

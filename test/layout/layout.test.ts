import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const ROOT = join(__dirname, '../..');

const MAX_LINES = 250;
const MAX_FILES_PER_FOLDER = 12;

/** The sandbox's catalogue is one generator in small files, and the page has a file of texts for each view. */
const LARGE_FOLDERS = ['src/sandbox/catalogue', 'web/src/i18n/texts'];

/** Written by a program or by others, such as histories and schemas. */
const NOT_OURS = /^(test\/fixtures\/|test\/deploy\/schemas\/|web\/src\/api\/schema\.ts$)/;

/** The modules of src, the lowest first. A module may import those before it, types included. */
const LAYERS = [
  'async',
  'domain',
  'telemetry',
  'channels',
  'upstream',
  'store',
  'format',
  'config',
  'activities',
  'workflows',
  'client',
  'terminal',
  'worker',
  'api',
  'sandbox',
  'local',
  'cli',
];

const files = ['src', 'test', 'harness', 'bench', 'web']
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .filter((file) => !NOT_OURS.test(file));

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test(`no file has more than ${MAX_LINES} lines`, () => {
  const long = files.filter((file) => read(file).split('\n').length - 1 > MAX_LINES);
  expect(long).toEqual([]);
});

test(`no folder has more than ${MAX_FILES_PER_FOLDER} files`, () => {
  const folders = [...new Set(files.map((file) => dirname(file)))];
  const large = folders.filter(
    (folder) => files.filter((file) => dirname(file) === folder).length > MAX_FILES_PER_FOLDER,
  );
  expect(large).toEqual(LARGE_FOLDERS);
});

test('a module imports only modules of lower layers', () => {
  const sources = files.filter((file) => file.startsWith('src/'));
  expect([...new Set(sources.map(moduleOf))].sort()).toEqual([...LAYERS].sort());

  const upward = sources.flatMap((file) =>
    importedModules(file)
      .filter((imported) => LAYERS.indexOf(imported) > LAYERS.indexOf(moduleOf(file)))
      .map((imported) => `${file} imports ${imported}`),
  );
  expect(upward).toEqual([]);
});

/** `src/client.ts` and `src/client/deadline.ts` belong to `client`. */
function moduleOf(file: string): string {
  return /^src\/(\w+)/.exec(file)![1]!;
}

/** The modules of src that a file of src imports, by `import`, `export … from` or `import()`. */
function importedModules(file: string): string[] {
  const paths = [...read(file).matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map(([, path]) =>
    relative(join(ROOT, 'src'), resolve(ROOT, dirname(file), path!)),
  );
  return paths.filter((path) => !path.startsWith('..')).map((path) => path.split(sep)[0]!);
}

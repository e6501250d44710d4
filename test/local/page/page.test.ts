import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createCleanupStack } from '../../../src/async/cleanup';
import { buildPage, ensurePage, isPageCurrent } from '../../../src/local/page';

const ROOT = join(__dirname, '../../..');

/** On a busy machine. */
const BUILD_WITHIN_MS = 120_000;

const FIRST_LOAD_LIMIT_BYTES = 150 * 1024;

let folder: string;
let root: string;
let built: string;

/** A copy of what the page is built from. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-source-'));
  root = join(folder, 'project');
  mkdirSync(root);
  for (const name of ['web', 'vite.config.mjs', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  built = join(folder, 'built');
  await buildPage({ root, folder: built });
}, BUILD_WITHIN_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}

/** The files that a chunk needs before it can run. */
function filesOf(name: string, manifest: Record<string, Chunk>, seen = new Set<string>()): Set<string> {
  const { file, css = [], imports = [] } = manifest[name]!;
  for (const each of [file, ...css]) seen.add(each);
  for (const each of imports) if (!seen.has(manifest[each]!.file)) filesOf(each, manifest, seen);
  return seen;
}

test('the first view loads at most 150 kB', () => {
  const manifest = JSON.parse(readFileSync(join(built, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const files = new Set([
    ...filesOf('index.html', manifest),
    ...filesOf('src/views/today/index.tsx', manifest),
  ]);
  const sizes = [...files].map((file) => [file, gzipSync(readFileSync(join(built, file))).length] as const);
  const total = sizes.reduce(
    (sum, [, size]) => sum + size,
    gzipSync(readFileSync(join(built, 'index.html'))).length,
  );

  expect(sizes.length).toBeGreaterThan(2);
  expect({ total, sizes, isSmall: total <= FIRST_LOAD_LIMIT_BYTES }).toMatchObject({ isSmall: true });
});

test('every asset is there compressed, and the page has nothing inline and nothing from elsewhere', () => {
  const assets = readdirSync(join(built, 'assets'));
  const originals = assets.filter((name) => !/\.(br|gz)$/.test(name));
  expect(originals.length).toBeGreaterThan(8);
  for (const name of originals) expect(assets).toEqual(expect.arrayContaining([`${name}.br`, `${name}.gz`]));

  const html = readFileSync(join(built, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|<script[^>]*>[^<\s]| style=| on[a-z]+=/);
  const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  expect(addresses.filter((address) => !address.startsWith('./'))).toEqual([]);
});

test('the page is current until something that it is built from changes', () => {
  expect(isPageCurrent({ root, folder: built })).toBe(true);
  expect(isPageCurrent({ root, folder: join(folder, 'none') })).toBe(false);
  const texts = join(root, 'web/src/i18n/texts/shell.ts');
  const before = readFileSync(texts, 'utf8');
  writeFileSync(texts, before.replace('Today', 'Now'));
  expect(isPageCurrent({ root, folder: built })).toBe(false);
  writeFileSync(texts, before);
  expect(isPageCurrent({ root, folder: built })).toBe(true);
  // An installed package has no source.
  expect(isPageCurrent({ root: built, folder: built })).toBe(true);
});

test(
  'a build that fails is one sentence, and the previous page stays',
  async () => {
    const main = join(root, 'web/src/main.tsx');
    const before = readFileSync(main, 'utf8');
    writeFileSync(main, `import './missing';\n${before}`);
    const sentences: string[] = [];
    const cleanup = createCleanupStack();
    try {
      await ensurePage({ root, folder: built, report: (sentence) => sentences.push(sentence) }, cleanup);
    } finally {
      await cleanup.closeAll();
      writeFileSync(main, before);
    }
    expect(sentences).toEqual([
      "The page could not be built: Could not resolve './missing' in web/src/main.tsx. The API works without it; `npm run build` tries again.",
    ]);
    expect(isPageCurrent({ root, folder: built })).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['built', 'project']);
  },
  BUILD_WITHIN_MS,
);

test(
  'closing ends the build, and nothing of it is left',
  async () => {
    const unbuilt = join(folder, 'unbuilt');
    const sentences: string[] = [];
    const cleanup = createCleanupStack();
    const ended = ensurePage(
      { root, folder: unbuilt, report: (sentence) => sentences.push(sentence) },
      cleanup,
    );
    await cleanup.closeAll();
    await ended;
    expect(sentences).toEqual([]);
    expect(existsSync(unbuilt)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['built', 'project']);
  },
  BUILD_WITHIN_MS,
);

test('without the tools, the sentence says how to install them', async () => {
  const bare = join(folder, 'bare');
  cpSync(join(root, 'web'), join(bare, 'web'), { recursive: true });
  for (const name of ['vite.config.mjs', 'package.json', 'package-lock.json'])
    cpSync(join(root, name), join(bare, name));
  const sentences: string[] = [];
  const cleanup = createCleanupStack();
  await ensurePage(
    { root: bare, folder: join(bare, 'dist'), report: (sentence) => sentences.push(sentence) },
    cleanup,
  );
  await cleanup.closeAll();
  rmSync(bare, { recursive: true });
  expect(sentences).toEqual([expect.stringContaining('tools are not installed. Run `npm ci --include=dev`')]);
});

// Runs the command line from its TypeScript sources, each of which is compiled once and kept.
//
// `tsx/cjs` would do the same, but it also inspects every file of every package: `offers` takes 1.2 s of processor time with
// it, and 0.8 s without. An option of Node would load the compiler in every thread of the workflows, which need none.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, relative } = require('node:path');

const ROOT = join(__dirname, '..');

/** In the folder of the packages: who can write there can replace the code of this process anyway. */
const KEPT = join(ROOT, 'node_modules/.cache/mobipium-sync');

const OPTIONS = { loader: 'ts', format: 'cjs', platform: 'node', target: 'node20', sourcemap: 'inline' };

/** What a result depends on besides its source: the version of the compiler, its options, and the code below. */
const setup = readFileSync(__filename) + require('esbuild/package.json').version;

/**
 * Compile a file, or take what is kept of the same source.
 *
 * @param {string} file
 * @returns {string}
 */
function compile(file) {
  const source = readFileSync(file, 'utf8');
  const mark = `\n// ${createHash('sha256').update(setup).update(file).update(source).digest('hex')}`;
  const kept = join(KEPT, `${relative(ROOT, file).replaceAll(/[/\\]/g, '+')}.js`);
  try {
    const code = readFileSync(kept, 'utf8');
    if (code.endsWith(mark)) return code;
  } catch {
    // Not kept yet.
  }
  const { code } = require('esbuild').transformSync(source, { ...OPTIONS, sourcefile: file });
  try {
    mkdirSync(KEPT, { recursive: true });
    const unfinished = `${kept}.${process.pid}`;
    writeFileSync(unfinished, code + mark);
    renameSync(unfinished, kept);
  } catch {
    // Read-only or full: the next start compiles it again.
  }
  return code;
}

// Node has no other way to load a file of another type synchronously in all versions that are supported.
Module._extensions['.ts'] = (module, file) => module._compile(compile(file), file);
process.setSourceMapsEnabled(true);

require('../src/cli/main.ts');

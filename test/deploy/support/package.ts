import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmEnvironment } from './npm-environment';
import { readJson, ROOT } from './project-files';

const run = promisify(execFile);

/** The npm package as `npm pack` creates it. */
export interface Package {
  /** The folder that the package file is in. */
  folder: string;
  /** The name of the package file. */
  file: string;
  /** The paths of what it contains. */
  contents: string[];
}

/** Pack the project with a finished build into a new folder: `npm pack` itself would build a second time. */
export async function packProject(folder: string, dist: string): Promise<Package> {
  const source = join(folder, 'source');
  const { files } = readJson<{ files: string[] }>('package.json');
  for (const path of [
    'package.json',
    'README.md',
    'LICENSE',
    ...files.filter((name) => !/^(!|dist$)/.test(name)),
  ]) {
    cpSync(join(ROOT, path), join(source, path), { recursive: true });
  }
  cpSync(dist, join(source, 'dist'), { recursive: true });
  const target = join(folder, 'empty');
  mkdirSync(target);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
  const { stdout } = await run('npm', args, { cwd: source, env: npmEnvironment() });
  const [packed] = Object.values(
    JSON.parse(stdout) as Record<string, { filename: string; files: { path: string }[] }>,
  );
  return { folder: target, file: packed!.filename, contents: packed!.files.map(({ path }) => path) };
}

/** An npm cache of its own for `npx`, which shares the downloads of npm's usual cache. */
export async function npxEnvironment(folder: string): Promise<Record<string, string>> {
  const { stdout } = await run('npm', ['config', 'get', 'cache'], { env: npmEnvironment() });
  const cache = join(folder, 'npx-cache');
  mkdirSync(cache);
  symlinkSync(join(stdout.trim(), '_cacache'), join(cache, '_cacache'));
  return { ...npmEnvironment(), npm_config_cache: cache };
}

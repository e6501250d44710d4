import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { runChild } from '../async/child-process';
import { bundleWorkflows } from './bundle-workflows';

export interface LoadBundleOptions {
  /** Keeps a bundle of the sources for later starts. Default: it is not kept. */
  cacheDir?: string | undefined;
  /** The bundle whose workflows record spans. Default: false. */
  isTraced?: boolean | undefined;
  /** Receives a sentence before the workflows are bundled, which takes some seconds. */
  onNotice?: ((sentence: string) => void) | undefined;
  /** Ends the bundling. */
  signal?: AbortSignal | undefined;
}

/** The bundles of a build. They must not have the name of a module of this folder, which the build writes too. */
const BUILT_BUNDLE = join(__dirname, 'workflows.bundle.js');
const BUILT_TRACED_BUNDLE = join(__dirname, 'workflows.traced-bundle.js');

const SRC = join(__dirname, '..');

/** All modules that the bundle contains, by the import rules: those of `workflows`, and what it may import. */
const BUNDLED_MODULES = ['workflows', 'domain'];

/** Several checkouts share the cache folder. A bundle has about 2 MB. */
const MAX_CACHED_BUNDLES = 5;

/**
 * Returns the bundle that the build created. When run from the sources, bundles the workflows, or takes the cached bundle
 * of the same sources and SDK.
 *
 * @throws the reason of the signal.
 */
export async function loadWorkflowBundle({
  cacheDir,
  isTraced = false,
  onNotice,
  signal,
}: LoadBundleOptions = {}): Promise<WorkflowBundleOption> {
  const codePath = isTraced ? BUILT_TRACED_BUNDLE : BUILT_BUNDLE;
  if (existsSync(codePath)) return { codePath };
  const folder = cacheDir === undefined ? undefined : join(cacheDir, 'workflows');
  const name = `${hashSources()}${isTraced ? '-traced' : ''}.js`;
  const cached = folder === undefined ? undefined : readOwnFile(join(folder, name));
  if (cached !== undefined) return { code: cached };
  onNotice?.('Bundling the workflows, once for these sources.');
  const code = await bundleInProcess(isTraced, signal);
  if (folder !== undefined) keep(folder, name, code);
  return { code };
}

/** Bundles the workflows for {@link loadWorkflowBundle}, once with and once without spans. */
export async function buildBundles(): Promise<void> {
  writeFileSync(BUILT_BUNDLE, await bundleWorkflows(false));
  writeFileSync(BUILT_TRACED_BUNDLE, await bundleWorkflows(true));
}

/**
 * Bundles the workflows in a process of its own: what the bundler allocates is given back, and this process can serve and
 * stop meanwhile.
 */
async function bundleInProcess(isTraced: boolean, signal: AbortSignal | undefined): Promise<string> {
  const script = require.resolve('./bundle-process');
  const compiler = script.endsWith('.ts') ? ['--require', require.resolve('tsx/cjs')] : [];
  const args = [...compiler, script, ...(isTraced ? ['traced'] : [])];
  const { exitCode, output, errors } = await runChild(process.execPath, args, { signal });
  if (exitCode !== 0) throw new Error(`the workflows could not be bundled: ${errors.trim()}`);
  return output;
}

function hashSources(): string {
  const hash = createHash('sha256');
  const { version } = JSON.parse(
    readFileSync(require.resolve('@temporalio/worker/package.json'), 'utf8'),
  ) as {
    version: string;
  };
  // The paths of the sources are part of the bundle: stack traces show them.
  hash.update(`${version}\0${SRC}\0`);
  for (const module of BUNDLED_MODULES) hashFolder(join(SRC, module), hash);
  return hash.digest('hex').slice(0, 32);
}

function hashFolder(folder: string, hash: Hash): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (statSync(join(folder, path)).isFile()) {
      hash
        .update(`${path}\0`)
        .update(readFileSync(join(folder, path)))
        .update('\0');
    }
  }
}

/** Read a file of this user. Undefined: there is none, or another user owns it and could have planted it. */
function readOwnFile(file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch {
    return undefined;
  }
  try {
    const isOwn = fstatSync(descriptor).uid === process.getuid?.();
    return isOwn ? readFileSync(descriptor, 'utf8') : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Keep a bundle. Does nothing if the folder cannot be written: the next start bundles again. */
function keep(folder: string, name: string, code: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const unfinished = join(folder, `${name}.${process.pid}`);
    writeFileSync(unfinished, code, { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, join(folder, name));
    const newestFirst = readdirSync(folder)
      .map((file) => ({ file: join(folder, file), time: statSync(join(folder, file)).mtimeMs }))
      .sort((a, b) => b.time - a.time);
    for (const { file } of newestFirst.slice(MAX_CACHED_BUNDLES)) rmSync(file, { force: true });
  } catch {
    // Read-only, full, or another start has removed a file meanwhile.
  }
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FetchContext } from './download-cli';

/** The Go that the module asks for. */
const GO_NEEDED = { major: 1, minor: 25 };

/** About 4 minutes on two cores; a laptop on a slow line that must fetch all modules first may take much longer. */
const BUILD_WITHIN_MS = 30 * 60_000;

const PROGRESS_EVERY_MS = 30_000;

/**
 * Build the Temporal CLI into this folder with the machine's own Go, from the public module.
 *
 * @returns where the program is.
 * @throws {Error} with a short reason as its message.
 */
export async function buildTemporalCli(folder: string, context: FetchContext): Promise<string> {
  const { version, onNotice, signal, searchPath } = context;
  const environment = { ...process.env, PATH: searchPath, GOBIN: folder };
  await checkGo(environment);
  const source = `github.com/temporalio/cli/cmd/temporal@v${version}`;
  onNotice(
    `Building the Temporal CLI ${version} with Go, once: about 4 minutes and 250 MB (go install ${source}).`,
  );

  const startedAt = Date.now();
  const progress = setInterval(() => {
    onNotice(`Still building the Temporal CLI: ${Math.round((Date.now() - startedAt) / 1_000)} s so far.`);
  }, PROGRESS_EVERY_MS);
  try {
    const limit = AbortSignal.any([
      AbortSignal.timeout(BUILD_WITHIN_MS),
      ...(signal === undefined ? [] : [signal]),
    ]);
    const go = spawn('go', ['install', source], {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: limit,
    });
    let complaint = '';
    go.stderr.on('data', (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-500)));
    const [code] = (await once(go, 'close')) as [number | null];
    if (code !== 0) throw new Error(complaint.trim().split('\n').at(-1));
  } catch (error) {
    throw new Error(`go install failed (${(error as Error).message})`);
  } finally {
    clearInterval(progress);
  }
  return join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
}

async function checkGo(environment: NodeJS.ProcessEnv): Promise<void> {
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)('go', ['version'], { env: environment }));
  } catch {
    throw new Error('there is no Go to build it with');
  }
  // go version go1.26.8 linux/amd64
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout) ?? [];
  const isEnough = Number(major) === GO_NEEDED.major && Number(minor) >= GO_NEEDED.minor;
  if (!isEnough) throw new Error(`Go is older than ${GO_NEEDED.major}.${GO_NEEDED.minor}`);
}

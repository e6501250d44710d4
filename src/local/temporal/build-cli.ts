import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolEnvironment } from '../process/tool-environment';
import { type FetchContext, withTimeout } from './download-cli';

/** The Go version that the module requires. */
const REQUIRED_GO = { major: 1, minor: 25 };

/** About 4 minutes on two cores; a laptop on a slow connection that must fetch all modules first takes much longer. */
const BUILD_WITHIN_MS = 30 * 60_000;

const PROGRESS_EVERY_MS = 30_000;

/**
 * Build the Temporal CLI into this folder from the public module, with the Go that is installed on this machine.
 *
 * @returns the path of the program.
 * @throws {Error} with a short reason as its message.
 */
export async function buildTemporalCli(folder: string, context: FetchContext): Promise<string> {
  const { version, onNotice, signal, searchPath } = context;
  const environment = { ...toolEnvironment(), PATH: searchPath, GOBIN: folder };
  await checkGo(environment);
  const source = `github.com/temporalio/cli/cmd/temporal@v${version}`;
  onNotice(
    `Building the Temporal CLI ${version} with Go (once, about 4 minutes and 250 MB): go install ${source}`,
  );

  const startedAt = Date.now();
  const progress = setInterval(() => {
    onNotice(`Building the Temporal CLI: ${Math.round((Date.now() - startedAt) / 1_000)} s.`);
  }, PROGRESS_EVERY_MS);
  try {
    const go = spawn('go', ['install', source], {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: withTimeout(BUILD_WITHIN_MS, signal),
    });
    let errors = '';
    go.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-500)));
    const [code] = (await once(go, 'close')) as [number | null];
    if (code !== 0) throw new Error(errors.trim().split('\n').at(-1));
  } catch (error) {
    throw new Error(`go install failed (${(error as Error).message})`);
  } finally {
    clearInterval(progress);
  }
  return join(folder, 'temporal');
}

async function checkGo(environment: NodeJS.ProcessEnv): Promise<void> {
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)('go', ['version'], { env: environment }));
  } catch {
    throw new Error('Go is not installed');
  }
  // go version go1.26.8 linux/amd64
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout) ?? [];
  const isSupported = Number(major) === REQUIRED_GO.major && Number(minor) >= REQUIRED_GO.minor;
  if (!isSupported) throw new Error(`Go is older than ${REQUIRED_GO.major}.${REQUIRED_GO.minor}`);
}

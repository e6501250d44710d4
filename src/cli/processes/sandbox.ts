import type { Config } from '../../config';
import { PortInUseError, SANDBOX_TOKEN } from '../../local';
import { startSandbox } from '../../sandbox';
import type { RunningProcess } from './run-until-signal';

/**
 * Run the sandbox alone, on `PORT` or a free port. Its token is `sandbox` unless one is set.
 *
 * @throws {PortInUseError} if `PORT` is taken.
 */
export async function startSandboxProcess({ api, upstream }: Config): Promise<RunningProcess> {
  const port = api.isPortChosen ? api.port : 0;
  try {
    const sandbox = await startSandbox({ port, token: upstream.token ?? SANDBOX_TOKEN });
    process.stdout.write(`Sandbox  ${sandbox.url}\n`);
    return { stop: () => sandbox.close() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortInUseError(port, 'PORT');
    throw error;
  }
}

import type { Config } from '../../config';
import { PortInUseError } from '../../local';
import { startSandbox } from '../../sandbox';
import type { RunningProcess } from './run-until-signal';

/** Run the sandbox alone, on the chosen port or any other. Its token is `sandbox` unless one is set. */
export async function startSandboxProcess({ api, upstream }: Config): Promise<RunningProcess> {
  const port = api.isPortChosen ? api.port : 0;
  try {
    const sandbox = await startSandbox({ port, token: upstream.token ?? 'sandbox' });
    process.stdout.write(`Sandbox  ${sandbox.url}\n`);
    return { stop: () => sandbox.close() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortInUseError(port, 'PORT');
    throw error;
  }
}

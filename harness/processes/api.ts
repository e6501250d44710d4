import { findFreePort } from '../../src/local/process/ports';
import { type Program, startCli } from './program';

/** The API in a process of its own. */
export interface ApiProcess extends Program {
  /** `http://127.0.0.1:34567` */
  readonly url: string;
}

/** Start the API with these settings on a free port, and wait until it answers. */
export async function startApiProcess(environment: Record<string, string>): Promise<ApiProcess> {
  const port = await findFreePort();
  const program = startCli('api', { ...environment, PORT: String(port) });
  try {
    await program.waitFor(/API is ready/);
  } catch (error) {
    await program.kill();
    throw error;
  }
  return { ...program, url: `http://127.0.0.1:${port}` };
}

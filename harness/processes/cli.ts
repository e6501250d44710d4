import { startCli } from './program';

/** What a command said, and how it ended. */
export interface CliResult {
  code: number | NodeJS.Signals;
  stdout: string;
  /** Both streams, as they came. */
  output: string;
}

/** Run one of the project's commands to its end, in a process of its own with no terminal. */
export async function runCli(command: string, environment: Record<string, string>): Promise<CliResult> {
  const started = startCli(command, environment);
  const code = await started.ended();
  return { code, stdout: started.stdout(), output: started.output() };
}

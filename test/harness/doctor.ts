import { poll } from '../../harness/poll';
import { type CliResult, runCli } from '../../harness/processes/program';

/** Run doctor until it finds what is expected: on a slow machine a server may not answer it in time. */
export function runDoctorUntil(
  environment: Record<string, string>,
  isExpected: (result: CliResult) => boolean,
  options = '',
): Promise<CliResult> {
  let last = '';
  return poll('doctor finds what is expected', async () => {
    const result = await runCli(`doctor ${options}`, environment);
    last = result.output;
    return isExpected(result) && result;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${last}`, { cause: error });
  });
}

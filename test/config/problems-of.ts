import { ConfigError, readConfig } from '../../src/config';

/** What is wrong with an environment, one sentence for each problem. */
export function problemsOf(
  environment: NodeJS.ProcessEnv,
  required?: Parameters<typeof readConfig>[1],
): string[] {
  try {
    readConfig(environment, required);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

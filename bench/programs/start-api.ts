import type { CleanupStack } from '../../src/async/cleanup';
import { findFreePort } from '../../src/local/process/ports';
import { spawnProgram, type SpawnedProgram } from './spawn-program';

/** Start the API with these settings, as a process of its own, on a free port. */
export async function startApi(
  settings: Record<string, string>,
  cleanup: CleanupStack,
): Promise<{ url: string; program: SpawnedProgram }> {
  const port = String(await findFreePort());
  const program = await spawnProgram(['src/cli/main.ts', 'api'], { ...settings, PORT: port }, (line) =>
    line.includes('API is ready'),
  );
  cleanup.defer('API', () => program.stop());
  return { url: `http://127.0.0.1:${port}`, program };
}

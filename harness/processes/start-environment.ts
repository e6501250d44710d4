import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/local/process/ports';

/** Where `start` has its data and its API, for one test file. */
export interface StartEnvironment {
  /** `DATA_DIR` and `PORT`. */
  environment: Record<'DATA_DIR' | 'PORT', string>;
  /** A file or folder of what it keeps for the sandbox's mirror. */
  sandboxPath(...names: string[]): string;
  /** Once nothing runs there any more. */
  remove(): void;
}

/** Make an empty folder, and find a port, for `start`. */
export async function createStartEnvironment(): Promise<StartEnvironment> {
  const folder = mkdtempSync(join(tmpdir(), 'mobipium-start-'));
  // PostgreSQL does not run as root, so its own user has to be let in.
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'data');
  return {
    environment: { DATA_DIR: dataDir, PORT: String(await findFreePort()) },
    sandboxPath: (...names) => join(dataDir, 'sandbox', ...names),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/local/process/ports';

/** A data folder and a port for `start`. */
export interface StartEnvironment {
  environment: Record<'DATA_DIR' | 'PORT', string>;
  /** The path of what `start` keeps for the sandbox's mirror. */
  sandboxPath(...names: string[]): string;
  /** Delete the folder, once nothing runs there. */
  remove(): void;
}

/** Create an empty data folder, and find a free port. */
export async function createStartEnvironment(): Promise<StartEnvironment> {
  const folder = mkdtempSync(join(tmpdir(), 'mobipium-start-'));
  // PostgreSQL does not run as root, so its own user needs access.
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'data');
  return {
    environment: { DATA_DIR: dataDir, PORT: String(await findFreePort()) },
    sandboxPath: (...names) => join(dataDir, 'sandbox', ...names),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

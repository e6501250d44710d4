import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/local/process/ports';

/** A data folder and a port for `start`. */
export interface StartEnvironment {
  environment: Record<'DATA_DIR' | 'PORT', string>;
  /** The path of what `start` keeps for the sandbox's mirror. */
  sandboxPath(...names: string[]): string;
  /** The addresses of what runs, if the sandbox is mirrored. */
  readRunning(): Record<'databaseUrl' | 'temporalAddress' | 'temporalUiUrl' | 'sandboxUrl', string>;
  /** The ports of PostgreSQL, Temporal, its Web UI and the sandbox. */
  readPorts(): number[];
  /** Delete the folder, once nothing runs there. */
  remove(): void;
}

/** Create an empty data folder, and find a free port. */
export async function createStartEnvironment(): Promise<StartEnvironment> {
  const folder = mkdtempSync(join(tmpdir(), 'mobipium-start-'));
  // PostgreSQL does not run as root, so its own user needs access.
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'data');
  const sandboxPath = (...names: string[]) => join(dataDir, 'sandbox', ...names);
  // As if kept from an earlier start: with the default ports, starts of several tests would take each other's.
  mkdirSync(sandboxPath(), { recursive: true, mode: 0o711 });
  writeFileSync(sandboxPath('ports.json'), JSON.stringify(await findPorts()), { mode: 0o600 });
  const readRunning = () =>
    JSON.parse(readFileSync(sandboxPath('running.json'), 'utf8')) as ReturnType<
      StartEnvironment['readRunning']
    >;
  return {
    environment: { DATA_DIR: dataDir, PORT: String(await findFreePort()) },
    sandboxPath,
    readRunning,
    readPorts() {
      const { databaseUrl, temporalAddress, temporalUiUrl, sandboxUrl } = readRunning();
      const urls = [databaseUrl, `http://${temporalAddress}`, temporalUiUrl, sandboxUrl];
      return urls.map((url) => Number(new URL(url).port));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function findPorts(): Promise<Record<string, number>> {
  const parts = ['postgres', 'temporal', 'temporalUi', 'sandbox'];
  return Object.fromEntries(
    await Promise.all(parts.map(async (part) => [part, await findFreePort()] as const)),
  );
}

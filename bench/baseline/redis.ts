import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { type Program, startProgram } from '../../harness/processes/program';
import type { CleanupStack } from '../../src/async/cleanup';
import { findFreePort, LOOPBACK } from '../../src/local/process/ports';

export interface Redis extends Program {
  port: number;
}

/** Start a Redis server on a free port, which writes no file. Undefined if `redis-server` is not on PATH. */
export async function startRedis(cleanup: CleanupStack): Promise<Redis | undefined> {
  if (spawnSync('redis-server', ['--version']).error !== undefined) return undefined;
  const port = await findFreePort();
  const settings = { port, bind: LOOPBACK, dir: tmpdir(), save: '', appendonly: 'no' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = startProgram(['redis-server', ...args], {});
  cleanup.defer('Redis', () => server.stop());
  await server.waitFor(/Ready to accept connections/);
  return { ...server, port };
}

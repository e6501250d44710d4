import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/local/process/ports';
import { poll } from '../poll';

/** As in PgBouncer's `pool_mode`: for how long a client keeps a connection of the server. */
export type PoolMode = 'session' | 'transaction';

export interface TestPgBouncer {
  /** The database's address through the pooler. */
  databaseUrl: string;
  stop: () => Promise<void>;
}

/** Few server connections, so that in transaction mode clients often change them. */
const SERVER_CONNECTIONS = 4;

/**
 * Start PgBouncer, from PATH, with its default settings in front of a database.
 *
 * @throws {Error} if it is not installed; `apt-get install pgbouncer` installs it.
 */
export async function startPgBouncer(databaseUrl: string, poolMode: PoolMode): Promise<TestPgBouncer> {
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-pgbouncer-'));
  // PgBouncer refuses to run as root, and then runs as `nobody`.
  chmodSync(directory, 0o777);
  const server = new URL(databaseUrl);
  const port = await findFreePort();
  const user = decodeURIComponent(server.username);
  const password = decodeURIComponent(server.password);
  const file = (name: string) => join(directory, name);
  writeFileSync(file('users'), `"${user}" "${password}"\n`);
  writeFileSync(
    file('pgbouncer.ini'),
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${file('users')}
pool_mode = ${poolMode}
default_pool_size = ${poolMode === 'transaction' ? SERVER_CONNECTIONS : 50}
logfile = ${file('log')}
`,
  );
  const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('pgbouncer', [...asNobody, file('pgbouncer.ini')], { stdio: 'ignore' });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
      await once(child, 'exit');
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await poll('PgBouncer listens', () => {
      if (child.exitCode !== null) throw new Error(readFileSync(file('log'), 'utf8'));
      return canConnect(port);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  server.host = `127.0.0.1:${port}`;
  return { databaseUrl: server.href, stop };
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Program, startCli } from '../../harness/processes/program';
import { createStartEnvironment, type StartEnvironment } from '../../harness/processes/start-environment';
import { findFreePort } from '../../src/local/process/ports';

/** Only Linux exposes the sockets of a process. */
const onLinux = process.platform === 'linux' ? test : test.skip;

let data: StartEnvironment;
let started: Program;

beforeAll(async () => {
  data = await createStartEnvironment();
  started = startCli('start', {
    ...data.environment,
    WORKER_METRICS_ADDRESS: `127.0.0.1:${await findFreePort()}`,
  });
  await started.waitFor(/FULL completed in .*/, 240_000);
}, 300_000);

afterAll(async () => {
  await started?.stop('SIGTERM');
  data.remove();
});

interface Listener {
  address: string;
  port: number;
}

/** A process and all its descendants. */
function processTree(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has exited in the meantime.
    }
  }
  const tree = [pid];
  for (const member of tree) {
    for (const [child, parent] of parents) if (parent === member) tree.push(child);
  }
  return tree;
}

/** The listening sockets of these processes, as the kernel lists them. */
function listenersOf(pids: number[]): Listener[] {
  const sockets = new Set(
    pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
        } catch {
          return [];
        }
      }),
    ),
  );
  const listening = '0A';
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === listening && sockets.has(fields[9] ?? ''))
      .map((fields) => {
        const [address = '', port = ''] = fields[1]!.split(':');
        return { address, port: Number.parseInt(port, 16) };
      }),
  );
}

/** 127.0.0.1 and ::1, in the kernel's format. */
const LOOPBACK = ['0100007F', '00000000000000000000000001000000'];

onLinux('everything that a start opens listens on loopback addresses only', () => {
  const listeners = listenersOf(processTree(started.pid));

  const ports = listeners.map(({ port }) => port);
  const printed = [...started.output().matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
  // The API's port is chosen by the test, so it is printed and not kept.
  const { api: _api, ...kept } = JSON.parse(readFileSync(data.sandboxPath('ports.json'), 'utf8')) as Record<
    string,
    number
  >;
  // PostgreSQL, Temporal and its Web UI, the sandbox, the API: every port that is printed or kept is among the listeners.
  const known = new Set([...printed, ...Object.values(kept)]);
  expect(known.size).toBeGreaterThanOrEqual(5);
  for (const port of known) expect(ports).toContain(port);
  expect(listeners.filter(({ address }) => !LOOPBACK.includes(address))).toEqual([]);
});

onLinux('no port accepts connections on another address of this machine', async () => {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((found) => found !== undefined && found.family === 'IPv4' && !found.internal)
    .map((found) => found!.address);
  for (const { port } of listenersOf(processTree(started.pid))) {
    // The loopback network has more addresses than 127.0.0.1.
    for (const address of [...others, '127.0.0.2']) {
      expect({ address, port, isOpen: await accepts(address, port) }).toEqual({
        address,
        port,
        isOpen: false,
      });
    }
  }
});

test('the generated password is readable by the owner only, and so is everything that may contain it', () => {
  const modeOf = (...names: string[]) => (statSync(data.sandboxPath(...names)).mode & 0o777).toString(8);

  expect(readFileSync(data.sandboxPath('postgres', 'password'), 'utf8')).toMatch(/^[\w-]{32}$/);
  expect({
    password: modeOf('postgres', 'password'),
    running: modeOf('running.json'),
    log: modeOf('mobipium-sync.log'),
    postgres: modeOf('postgres'),
    cluster: modeOf('postgres', 'data'),
    temporal: modeOf('temporal'),
    // PostgreSQL's own user must be able to pass through; it cannot list the folder.
    folder: modeOf(),
  }).toEqual({
    password: '600',
    running: '600',
    log: '600',
    // Where root starts it, its own user must be able to pass through to the data.
    postgres: process.getuid?.() === 0 ? '711' : '700',
    cluster: '700',
    temporal: '700',
    folder: '711',
  });
});

test('the password is in no other file, and was never printed', () => {
  const password = readFileSync(data.sandboxPath('postgres', 'password'), 'utf8');
  const holders = readdirSync(data.sandboxPath(), { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(data.sandboxPath(name), { throwIfNoEntry: false })?.isFile())
    .filter((name) => readFileSync(data.sandboxPath(name), 'latin1').includes(password));

  expect(holders.sort()).toEqual(['postgres/password', 'running.json']);
  expect(started.output()).not.toContain(password);
});

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

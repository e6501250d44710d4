import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { makeStartPlace, type StartPlace } from '../../harness/processes/start-place';
import { type StartedProcess, startProcess } from '../../harness/processes/start-process';
import { findFreePort } from '../../src/local/process/ports';

/** What a process listens on tells the kernel of Linux alone. */
const onLinux = process.platform === 'linux' ? test : test.skip;

let place: StartPlace;
let started: StartedProcess;

beforeAll(async () => {
  place = await makeStartPlace();
  started = startProcess('start', {
    ...place.environment,
    WORKER_METRICS_ADDRESS: `127.0.0.1:${await findFreePort()}`,
  });
  await started.waitFor(/FULL completed in .*/, 240_000);
}, 300_000);

afterAll(async () => {
  await started?.end('SIGTERM');
  place.remove();
}, 60_000);

interface Listener {
  address: string;
  port: number;
}

/** All processes that this one started, and theirs. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}

/** Where these processes listen, as the kernel has it. */
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

/** 127.0.0.1 and ::1, as the kernel writes them. */
const LOOPBACK = ['0100007F', '00000000000000000000000001000000'];

onLinux(
  'everything that a start brings up listens on this machine alone: all ports, whatever they are for',
  () => {
    const listeners = listenersOf(familyOf(started.pid));

    const ports = listeners.map(({ port }) => port);
    const said = [...started.output().matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
    // PostgreSQL, Temporal and its Web UI, the sandbox, the API: what is said is among what was found.
    expect(new Set(said).size).toBeGreaterThanOrEqual(5);
    for (const port of said) expect(ports).toContain(port);
    expect(listeners.filter(({ address }) => !LOOPBACK.includes(address))).toEqual([]);
  },
);

onLinux('nobody gets in by another address of this machine', async () => {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((found) => found !== undefined && found.family === 'IPv4' && !found.internal)
    .map((found) => found!.address);
  for (const { port } of listenersOf(familyOf(started.pid))) {
    // Of the loopback network too only the one address is listened on.
    for (const address of [...others, '127.0.0.2']) {
      expect({ address, port, isOpen: await accepts(address, port) }).toEqual({
        address,
        port,
        isOpen: false,
      });
    }
  }
});

test('the password that was made is for the owner alone, and so is whatever may tell it', () => {
  const modeOf = (...names: string[]) => (statSync(place.home(...names)).mode & 0o777).toString(8);

  expect(readFileSync(place.home('postgres', 'password'), 'utf8')).toMatch(/^[\w-]{32}$/);
  expect({
    password: modeOf('postgres', 'password'),
    places: modeOf('running.json'),
    log: modeOf('mobipium-sync.log'),
    postgres: modeOf('postgres'),
    cluster: modeOf('postgres', 'data'),
    temporal: modeOf('temporal'),
    // The server's own user has to get through, and sees nothing on the way.
    folder: modeOf(),
  }).toEqual({
    password: '600',
    places: '600',
    log: '600',
    postgres: '700',
    cluster: '700',
    temporal: '700',
    folder: '711',
  });
});

test('the password is in no other file, and was never said', () => {
  const password = readFileSync(place.home('postgres', 'password'), 'utf8');
  const holders = readdirSync(place.home(), { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(place.home(name), { throwIfNoEntry: false })?.isFile())
    .filter((name) => readFileSync(place.home(name), 'latin1').includes(password));

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

import { readdirSync, readFileSync } from 'node:fs';
import { poll } from '../../harness/poll';
import { type Program, startCli, startProgram } from '../../harness/processes/program';
import { findFreePort, isPortFree } from '../../src/local/process/ports';
import { readProcess } from '../../src/local/process/processes';

// The sandbox network stands for all processes that run until a signal: it is the one that needs no servers.

let port: number;
let program: Program | undefined;

beforeEach(async () => {
  port = await findFreePort();
});

afterEach(() => program?.kill());

const environment = () => ({ PORT: String(port) });
// Not by whether its port is free: that takes the port for a moment, in which the network may want it.
const isServing = () =>
  poll('it serves', () =>
    fetch(`http://127.0.0.1:${port}/sandbox/state`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
const hasStopped = () => poll('it has stopped', () => isPortFree(port));

/** The direct child processes of a process. */
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends cleanly at %s', async (signal) => {
  program = startCli('sandbox', environment());
  await isServing();

  expect(await program.stop(signal)).toBe(0);
});

test('ends cleanly at a Ctrl-C while it is busy', async () => {
  program = startProgram(['npm', 'run', 'sandbox'], environment(), { columns: 80 });
  await isServing();
  // `script` runs a shell, which runs npm, which runs a shell or Node itself, which may run a compiler.
  const family: number[] = [];
  for (let pids = [program.pid]; pids.length > 0; pids = pids.flatMap(childrenOf).filter((pid) => pid > 0)) {
    family.push(...pids);
  }
  const node = family.findLast((pid) => readProcess(pid)?.commandLine.includes('bin/from-sources.js'))!;

  process.kill(node, 'SIGSTOP');
  // A thread that has not stopped yet would take the next signal first.
  await poll('it stands still', () => hasStoppedThreads(node));
  program.type('\x03');
  // The terminal has passed on the signal once npm has ended or waits for its child; Node itself stands still meanwhile.
  await poll('the signal has arrived', () => isPending(node, 2));
  process.kill(node, 'SIGCONT');

  expect(await program.ended()).toBe(0);
  await hasStopped();
});

/** Whether SIGSTOP has reached every thread of a process. */
function hasStoppedThreads(pid: number): Promise<boolean> {
  const isStopped = (thread: string) => {
    try {
      return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'));
    } catch {
      // The thread has ended in the meantime.
      return false;
    }
  };
  return Promise.resolve(readdirSync(`/proc/${pid}/task`).every(isStopped));
}

/** Whether a signal, by its number, waits for a stopped process. */
function isPending(pid: number, signal: number): Promise<boolean> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const masks = [...status.matchAll(/^(?:Sig|Shd)Pnd:\s*([0-9a-f]+)$/gm)].map(([, mask = '0']) =>
    BigInt(`0x${mask}`),
  );
  return Promise.resolve(masks.some((mask) => (mask & (1n << BigInt(signal - 1))) !== 0n));
}

test.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'ends when the npm that started it gets %s',
  async (signal) => {
    program = startProgram(['npm', 'run', 'sandbox'], environment());
    await isServing();

    process.kill(program.pid, signal);

    await hasStopped();
  },
);

test('ends when the npm that started it is killed before it has loaded', async () => {
  program = startProgram(['npm', 'run', 'sandbox'], environment());
  const npm = program.pid;
  const node = await poll('npm has started it', () =>
    Promise.resolve(
      childrenOf(npm).find((pid) => readProcess(pid)?.commandLine.includes('bin/from-sources.js')),
    ),
  );
  process.kill(npm, 'SIGKILL');

  await poll('it has ended', () => Promise.resolve(readProcess(node) === undefined));
});

test('goes on when the npm ends whose script has started it detached', async () => {
  const service = `${process.execPath} --import tsx src/cli/main.ts sandbox`;
  const script = `npm_lifecycle_event=up setsid ${service} >/dev/null 2>&1 & echo $!; until exec 3<>/dev/tcp/127.0.0.1/${port}; do sleep 0.1; done`;
  program = startProgram(['bash', '-c', script], environment());
  const [, pid] = await program.waitFor(/^(\d+)$/m);
  try {
    await program.ended();
    // Longer than it takes to notice.
    const deadline = Date.now() + 1_500;
    while (Date.now() < deadline) {
      expect((await fetch(`http://127.0.0.1:${port}/sandbox/state`)).status).toBe(200);
    }
  } finally {
    process.kill(Number(pid), 'SIGTERM');
  }
  await hasStopped();
});

test('goes on when the reader of its output goes away', async () => {
  const command = `${process.execPath} --import tsx src/cli/main.ts sandbox | true; exit \${PIPESTATUS[0]}`;
  program = startProgram(['bash', '-c', command], environment());
  await isServing();

  const [node] = childrenOf(program.pid);
  try {
    for (let count = 1; count <= 20; count += 1) {
      expect((await fetch(`http://127.0.0.1:${port}/sandbox/state`)).status).toBe(200);
    }
  } finally {
    if (!(await isPortFree(port))) process.kill(node!, 'SIGTERM');
  }
  expect(await program.ended()).toBe(0);
});

test('a command that prints once ends quietly when its reader goes away', async () => {
  const command = `${process.execPath} --import tsx src/cli/main.ts --help | true; exit \${PIPESTATUS[0]}`;
  program = startProgram(['bash', '-c', command], {});

  expect([await program.ended(), program.output()]).toEqual([0, '']);
});

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { poll } from '../../harness/poll';
import { type Program, startCli, startProgram } from '../../harness/processes/program';
import { createStartEnvironment, type StartEnvironment } from '../../harness/processes/start-environment';

/** Ten times what it takes on an idle machine. */
const READY_WITHIN_MS = 120_000;

let data: StartEnvironment;
let environment: Record<string, string>;
let started: Program | undefined;

beforeAll(async () => {
  data = await createStartEnvironment();
  environment = { ...data.environment, FULL_SYNC_REQUESTS_PER_SECOND: '0' };
});

afterEach(async () => {
  await started?.stop('SIGTERM');
});

afterAll(() => data.remove());

/** Listen on a port of 127.0.0.1, by default any free one. */
function occupyPort(port = 0): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}

test(
  'a port of the last start that another program has taken meanwhile is replaced by the next free one',
  async () => {
    started = startCli('start', environment);
    await started.waitFor(/^Database /m, READY_WITHIN_MS);
    const ports = data.readPorts();
    expect(await started.stop('SIGTERM')).toBe(0);

    const [postgres, , , sandbox] = ports;
    const holders = await Promise.all([occupyPort(postgres), occupyPort(sandbox)]);
    try {
      started = startCli('start', environment);
      await started.waitFor(/^Database /m, READY_WITHIN_MS);
      const [nextPostgres, , , nextSandbox] = data.readPorts();
      expect([nextPostgres! > postgres!, nextSandbox! > sandbox!]).toEqual([true, true]);
      expect(started.output()).toContain(`Port ${postgres} is in use: PostgreSQL uses ${nextPostgres}.`);
      expect(started.output()).toContain(`Port ${sandbox} is in use: the sandbox uses ${nextSandbox}.`);
      expect(await started.stop('SIGTERM')).toBe(0);
    } finally {
      for (const holder of holders) holder.close();
    }
  },
  3 * READY_WITHIN_MS,
);

test('on a terminal, `o` opens the address in the last line, and Ctrl-C ends npm start with 0', async () => {
  // A browser that writes down what it opens, and whether it got a secret.
  const bin = data.sandboxPath('..', 'bin');
  const opened = join(bin, 'opened');
  mkdirSync(bin);
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "$1 $API_KEY" > ${opened}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const key = 'a-key-of-the-api-000123';
  const PATH = `${bin}:${process.env.PATH}`;
  const { TEMPORAL_CLI_PATH } = process.env;
  const cli = TEMPORAL_CLI_PATH === undefined ? {} : { TEMPORAL_CLI_PATH };
  started = startProgram(['npm', 'start'], { ...environment, ...cli, API_KEY: key, PATH }, { columns: 80 });
  await started.waitFor(/Type o and Enter to open the page.*\s+Open +(\S+)\s*$/, READY_WITHIN_MS);
  // The progress bar is many lines in place of each other, and the line of the run is wrapped.
  const tooWide = started
    .output()
    .split('\r\n')
    .filter((line) => line.length > 80 && !/^(\x1b|\d\d:)/.test(line));
  expect(tooWide).toEqual([]);

  started.type('o\r');
  const text = await poll('the browser has opened', () =>
    Promise.resolve(existsSync(opened) && readFileSync(opened, 'utf8')),
  );
  expect(text.trim()).toBe(`http://127.0.0.1:${environment.PORT}`);

  started.type('\x03');
  expect(await started.ended()).toBe(0);
  expect(existsSync(data.sandboxPath('running.json'))).toBe(false);
});

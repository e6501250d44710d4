import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { poll } from '../../../harness/poll';
import { startCli, type Program } from '../../../harness/processes/program';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { findFreePort } from '../../../src/local/process/ports';

/** A question in two halves; whoever hears `100 Continue` knows that the first one has been read. */
const BEGINNING = [
  'POST /api/syncs/full HTTP/1.1',
  'Host: 127.0.0.1',
  'Content-Type: application/json',
  'Content-Length: 14',
  'Expect: 100-continue',
  '',
  '{"max',
].join('\r\n');
const REST = 'Pages":1}';

let stack: TestStack;
let api: Program;
let port: number;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 1_000 }, withWorker: false });
});

beforeEach(async () => {
  port = await findFreePort();
  api = startCli('api', { ...stack.environment, PORT: String(port) });
  await api.waitFor(/API is ready/, 60_000);
});

afterEach(() => api.stop('SIGKILL'));

afterAll(() => stack.stop());

/** Say something to the API on a connection of its own, and wait until it has answered that. */
async function say(text: string, answer: RegExp) {
  const socket: Socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
  await once(socket, 'connect');
  socket.write(text);
  const hear = (pattern: RegExp) =>
    poll(`the API says ${String(pattern)}`, () => pattern.exec(heard) ?? undefined);
  await hear(answer);
  return { socket, hear };
}

const isRefused = () =>
  fetch(`http://127.0.0.1:${port}/api/health`).then(
    () => false,
    () => true,
  );

test('fault 17: an API that is told to stop answers what it is being asked, takes no more, and exits with 0', async () => {
  const { socket, hear } = await say(BEGINNING, /100 Continue/);

  const toldAtMs = Date.now();
  const ended = api.stop('SIGTERM');
  await poll('it takes no new connection', isRefused);
  socket.write(REST);

  await hear(/HTTP\/1\.1 202 Accepted[^]*connection: close[^]*"workflowId":"full-sync-manual"/);
  expect(await ended).toBe(0);
  expect(Date.now() - toldAtMs).toBeLessThan(20_000);
  expect(await stack.syncs.readSync('full-sync-manual')).toMatchObject({ status: 'running' });
});

test('fault 17: connections on which nothing is asked, or only half of it, do not keep an API from ending', async () => {
  const open = await Promise.all([
    say('', /^/),
    say('GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', /"ok"/),
    say(BEGINNING, /100 Continue/),
  ]);
  const toldAtMs = Date.now();

  expect(await api.stop('SIGTERM')).toBe(0);

  // Five seconds for those that are being asked, and what a busy machine needs on top. Docker waits for ten.
  expect(Date.now() - toldAtMs).toBeLessThan(20_000);
  open.forEach(({ socket }) => socket.destroy());
});

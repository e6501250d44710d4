import { once } from 'node:events';
import { poll } from '../../../harness/poll';
import { type ApiProcess, startApiProcess } from '../../../harness/processes/api';
import { sendRaw } from '../../../harness/servers/raw-http';
import { useStack } from '../../harness/use-stack';

/** The first part of a request. `100 Continue` shows that the API has read it. */
const FIRST_PART = [
  'POST /api/syncs/full HTTP/1.1',
  'Host: 127.0.0.1',
  'Content-Type: application/json',
  'Content-Length: 14',
  'Expect: 100-continue',
  '',
  '{"max',
].join('\r\n');
const REST = 'Pages":1}';

const stack = useStack({ sandbox: { offers: 1_000 }, worker: 'none' });
let api: ApiProcess;

beforeEach(async () => {
  api = await startApiProcess(stack.environment);
});

afterEach(() => api.kill());

/** Send a text on a connection of its own and wait for the response. */
async function send(text: string, response: RegExp) {
  const connection = sendRaw(Number(new URL(api.url).port), text);
  await once(connection.socket, 'connect');
  const waitFor = (pattern: RegExp) =>
    poll(`the API sends ${String(pattern)}`, () => pattern.exec(connection.received()) ?? undefined);
  await waitFor(response);
  return { socket: connection.socket, waitFor };
}

const isRefused = () =>
  fetch(`${api.url}/api/health`).then(
    () => false,
    () => true,
  );

test('fault 17: an API that gets SIGTERM responds to open requests, accepts no new ones, and exits with 0', async () => {
  const { socket, waitFor } = await send(FIRST_PART, /100 Continue/);

  const sinceMs = Date.now();
  const ended = api.stop('SIGTERM');
  await poll('it accepts no new connection', isRefused);
  socket.write(REST);

  await waitFor(/HTTP\/1\.1 202 Accepted[^]*connection: close[^]*"workflowId":"full-sync-manual"/);
  expect(await ended).toBe(0);
  expect(Date.now() - sinceMs).toBeLessThan(20_000);
  expect(await stack.syncs.readSync('full-sync-manual')).toMatchObject({ status: 'running' });
});

test('fault 17: idle connections and incomplete requests do not keep an API from exiting', async () => {
  const open = await Promise.all([
    send('', /^/),
    send('GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', /"ok"/),
    send(FIRST_PART, /100 Continue/),
  ]);
  const sinceMs = Date.now();

  expect(await api.stop('SIGTERM')).toBe(0);

  // Five seconds for open requests, plus what a busy machine needs. Docker waits for ten.
  expect(Date.now() - sinceMs).toBeLessThan(20_000);
  open.forEach(({ socket }) => socket.destroy());
});

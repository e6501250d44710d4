import { poll } from '../../../harness/poll';
import { startProgram } from '../../../harness/processes/program';
import { startTcpProxy, type TcpProxy } from '../../../harness/servers/tcp-proxy';
import { startTestStack, type TestStack } from '../../../harness/stack';

/** Longer than a route of the API waits for the Temporal server, in milliseconds. */
const BUSY_MS = 4_000;

let stack: TestStack;
let proxy: TcpProxy;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 100 } });
  proxy = await startTcpProxy(Number(stack.environment.TEMPORAL_ADDRESS.split(':')[1]));
});

afterAll(async () => {
  await stack.stop();
  await proxy.close();
});

test.each([
  ['schedules apply', /^full-sync +1h +in /m],
  ['schedules', /^full-sync +1h +in /m],
  ['status', /^full-sync +1h +in /im],
  ['schedules pause full-sync', /^full-sync +1h +paused/m],
])('%s waits for a Temporal server that is busy for seconds', async (args, expected) => {
  proxy.setMode({ kind: 'stall' });
  const accepted = proxy.accepted;
  const command = startProgram([process.execPath, '--import', 'tsx', 'src/cli/main.ts', ...args.split(' ')], {
    ...stack.environment,
    TEMPORAL_ADDRESS: `127.0.0.1:${proxy.port}`,
  });
  await poll('the command connects', () => proxy.accepted > accepted, 30_000);
  const timer = setTimeout(() => proxy.setMode({ kind: 'pass' }), BUSY_MS);

  const code = await command.ended().finally(() => clearTimeout(timer));

  expect({ code, output: command.output() }).toMatchObject({ code: 0 });
  expect(command.output()).toMatch(expected);
});

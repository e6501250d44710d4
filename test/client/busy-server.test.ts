import { startTcpProxy, type TcpProxy } from '../../harness/servers/tcp-proxy';
import { startTestStack, type TestStack } from '../../harness/stack';
import { createCleanupStack } from '../../src/async/cleanup';
import { readConfig } from '../../src/config';
import { openClients } from '../../src/local/clients';

const cleanup = createCleanupStack();
let stack: TestStack;
let proxy: TcpProxy;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 100 }, withWorker: false });
  cleanup.defer('stack', () => stack.stop());
  proxy = await startTcpProxy(Number(stack.temporalServer.address.split(':')[1]));
  cleanup.defer('proxy', () => proxy.close());
});

afterAll(() => cleanup.closeAll());

test('on a server that is busy for some seconds, a read is given up, and a run is started', async () => {
  const { store, syncs } = openClients(
    readConfig({ ...stack.environment, TEMPORAL_ADDRESS: `127.0.0.1:${proxy.port}` }),
    cleanup,
  );
  // A start waits two seconds for it, and on a busy machine the first connection may take longer.
  await store.readMirrorId();
  proxy.setMode({ kind: 'stall' });

  const started = syncs.startSync('full');
  await expect(syncs.listRunning()).rejects.toMatchObject({ name: 'TemporalUnavailableError' });
  proxy.setMode({ kind: 'pass' });

  expect(await started).toMatchObject({ outcome: 'started' });
});

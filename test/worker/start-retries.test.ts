import pino from 'pino';
import { startWorkerProcess } from '../../harness/processes/worker';
import { runSync } from '../../harness/run-sync';
import { findFreePort } from '../../src/local/process/ports';
import { openWorker } from '../../src/local/stack';
import { useStack } from '../harness/use-stack';

const stack = useStack({ sandbox: { offers: 300 }, worker: 'none' });

test('a worker that starts before the Temporal server waits for it, and its metrics count', async () => {
  const metrics = `127.0.0.1:${await findFreePort()}`;
  await stack.temporalServer.shutDown('graceful');
  const worker = startWorkerProcess({ ...stack.environment, WORKER_METRICS_ADDRESS: metrics });
  stack.cleanup.defer('worker', () => worker.kill());
  await worker.waitFor(/Temporal is unavailable, retrying/);

  await stack.temporalServer.start();
  await worker.waitFor(/worker is ready/);

  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed' });
  const exported = await (await fetch(`http://${metrics}/metrics`)).text();
  expect(exported).toMatch(/^mobipium_upstream_requests_total\{.*\} [1-9]/m);
  expect(await worker.stop()).toBe(0);
});

test('a worker whose checks at start fail once tries them again, and then works', async () => {
  let checks = 0;
  const store = {
    ...stack.store,
    readMirrorId() {
      checks += 1;
      return checks === 1 ? Promise.reject(new Error('not yet')) : stack.store.readMirrorId();
    },
  };

  await openWorker(stack.config, { store, logger: pino({ level: 'silent' }) }, stack.cleanup);

  expect(checks).toBeGreaterThan(1);
  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed' });
});

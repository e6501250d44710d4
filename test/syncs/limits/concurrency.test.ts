import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../harness/mirror/run-sync';
import { poll } from '../../../harness/poll';
import { startWorkers } from '../../../harness/processes/worker-process';
import { createGate } from '../../../harness/servers/gate';

/** More than the client of the network has connections unless it is told. */
const PAGES_AT_ONCE = 30;
const BATCHES_AT_ONCE = 3;

let mirror: LentMirror;
const gate = createGate();
const workers = startWorkers();

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 6_000, convertingShare: 0.15, beforeAnswer: gate.beforeAnswer },
    settings: {
      FULL_SYNC_CONCURRENCY: String(PAGES_AT_ONCE),
      HIGH_SYNC_CONCURRENCY: String(BATCHES_AT_ONCE),
      UPSTREAM_TIMEOUT: '30s',
    },
    withWorker: false,
  });
  await workers.start(mirror.environment);
  await runSync(mirror, 'full');
});

afterAll(async () => {
  await workers.killAll();
  await mirror.stop();
});

test('however many requests of a FULL are open, those of a HIGH go out beside them', async () => {
  gate.closeAfter(1);
  const full = await mirror.syncs.startSync('full');
  await poll('as many pages as may be are open', () => gate.held === PAGES_AT_ONCE);

  const high = await mirror.syncs.startSync('high');
  await poll('so are batches', () => gate.held === PAGES_AT_ONCE + BATCHES_AT_ONCE);
  gate.open();

  for (const { workflowId, runId } of [full, high]) {
    expect(await readEnd(mirror, workflowId, runId)).toMatchObject({ status: 'completed', retries: 0 });
  }
});

import { compareToTruth } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { runSync } from '../../../harness/mirror/run-sync';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { lendLineTo, type LentProxy } from '../../../harness/servers/tcp-proxy';

const NOW = Date.parse('2026-01-05T10:00:00Z');

let mirror: LentMirror;
let line: LentProxy;
let worker: WorkerProcess;

/** The worker goes to its database over a line that can lose an answer; the test itself does not. */
beforeAll(async () => {
  mirror = await lendMirror({ sandbox: { offers: 3_000, clock: () => NOW }, withWorker: false });
  const lent = await lendLineTo(mirror.databaseUrl);
  line = lent.line;
  worker = spawnWorker({ ...mirror.environment, DATABASE_URL: lent.url });
  await worker.isReady();
});

afterAll(async () => {
  await worker.kill();
  await line.close();
  await mirror.stop();
});

/**
 * Lose the next answers that say this, but for the first `skip`: by then the server has done what it was told, and nobody
 * hears of it.
 */
const lose = (text: string, { times = 1, skip = 0 }) =>
  line.behave({ kind: 'cut-at', from: 'server', text, times, skip });

const active = () => mirror.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });

async function expectWholeMirror(gone: string[] = []) {
  const { converting } = mirror.sandbox.catalogue.countsAt(NOW);
  const { wrong, ...rest } = await compareToTruth(mirror, NOW);
  expect(rest).toMatchObject({ missing: [], onList: converting, wrongOnList: [] });
  expect(wrong).toEqual(
    gone.slice(0, wrong.length).map(() => expect.objectContaining({ truth: undefined }) as unknown),
  );
}

test('fault 14: pages that are stored while the answer is lost are stored once, and counted once', async () => {
  // A row of page 1 comes twice, once with a payout that cannot be read, so that there is something to reject.
  const oddRow = { offer_id: active()[0], payout: 'NaN' };
  mirror.sandbox.setFault({ when: { pages: [1] }, effect: { kind: 'odd-rows', rows: [oddRow] } });

  lose('INSERT 0 1', { times: 30 });
  const audit = await runSync(mirror, 'full');

  expect(line.struck).toBe(30);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesRead: 26,
    offersNew: (await mirror.store.listOffers({ limit: 1 })).total,
    offersChanged: 0,
    rowsRejected: 1,
    // One that was lost entered the run; each of the others cost a request that is counted.
    retries: 29,
    requests: mirror.sandbox.requests.total,
  });
  await expectWholeMirror();
});

test('fault 14: marks whose COMMIT is done while its answer is lost are made once, and counted once', async () => {
  mirror.sandbox.setFault(null);
  const gone = active().slice(0, 20);
  gone.forEach((id) => mirror.sandbox.catalogue.remove(id));

  lose('COMMIT', { times: 2 });
  const audit = await runSync(mirror, 'full');

  expect(line.struck).toBe(2);
  expect(audit).toMatchObject({ status: 'completed', offersSwept: 20, offersAbsent: 20, offersGone: 20 });
  await expectWholeMirror(gone);
});

test('fault 14: a ConversionList whose COMMIT is done while its answer is lost is counted as changed', async () => {
  const { catalogue } = mirror.sandbox;
  const isConverting = (id: string) => catalogue.truthAt(id, NOW)?.lastConvAgeSeconds !== null;
  const [came, left] = [
    active()
      .filter((id) => !isConverting(id))
      .slice(0, 5),
    active().filter(isConverting).slice(0, 3),
  ];
  came.forEach((id) => catalogue.convert(id));
  left.forEach((id) => catalogue.stopConverting(id));
  const { converting } = catalogue.countsAt(NOW);

  lose('COMMIT', { times: 1 });
  const audit = await runSync(mirror, 'full');

  expect(line.struck).toBe(1);
  expect(audit).toMatchObject({
    status: 'completed',
    offersChanged: 8,
    listBefore: converting - 2,
    listAfter: converting,
    listAdded: 5,
    listRemoved: 3,
  });
});

test('fault 14: an audit whose COMMIT is done while its answer is lost stays as it is', async () => {
  mirror.sandbox.catalogue.setField(active()[0]!, { payout: '7.250' });
  const before = mirror.sandbox.requests.total;

  // The first one is that of the ConversionList.
  lose('COMMIT', { skip: 1 });
  const audit = await runSync(mirror, 'full');

  expect(line.struck).toBe(1);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesRead: 26,
    offersChanged: 1,
    retries: 0,
    requests: mirror.sandbox.requests.total - before,
  });
  expect(worker.hasEnded()).toBe(false);
});

import { compareToTruth } from '../../../harness/mirror/compare';
import { runSync } from '../../../harness/run-sync';
import { activeIds, convertingIds } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';

/** The worker reaches its database through a proxy that can lose responses; the test does not. */
const stack = useStack({ sandbox: { offers: 3_000 }, worker: 'own-process', proxyTo: 'database' });

/** Lose the next responses with this text, after the first `skip` ones: the server has executed the statement by then. */
const lose = (text: string, { times = 1, skip = 0 }) =>
  stack.proxy.setMode({ kind: 'cut-at', from: 'server', text, times, skip });

async function expectCompleteMirrorExcept(removed: string[]) {
  const { converting } = stack.sandbox.catalogue.countsAt(Date.now());
  const { wrong, ...rest } = await compareToTruth(stack);
  expect(rest).toMatchObject({ missing: [], onList: converting, wrongOnList: [] });
  expect(wrong).toEqual(
    removed.slice(0, wrong.length).map(() => expect.objectContaining({ truth: undefined }) as unknown),
  );
}

test('fault 14: pages whose commit succeeds without a response are stored once and counted once', async () => {
  // A row of page 1 occurs twice, once with an unreadable payout, so that a row is rejected.
  const oddRow = { offer_id: activeIds(stack)[0], payout: 'NaN' };
  stack.sandbox.setFault({ when: { pages: [1] }, effect: { kind: 'odd-rows', rows: [oddRow] } });

  // Only the statement that saves an answer returns a column of this name during the scan.
  lose('paused', { times: 29 });
  const audit = await runSync(stack, 'full');

  expect(stack.proxy.resets).toBe(29);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesRead: 26,
    offersNew: (await stack.store.listOffers({ limit: 1 })).total,
    offersChanged: 0,
    rowsRejected: 1,
    // Each lost response cost a request, which is counted.
    retries: 29,
    requests: stack.sandbox.requests.total,
  });
  await expectCompleteMirrorExcept([]);
});

test('fault 14: a run whose INSERT succeeds without a response is entered once', async () => {
  const { runs: before } = await stack.store.listRuns({ limit: 100 });

  lose('INSERT 0 1', { times: 1 });
  const audit = await runSync(stack, 'high');

  expect(stack.proxy.resets).toBe(1);
  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect((await stack.store.listRuns({ limit: 100 })).runs).toHaveLength(before.length + 1);
});

test('fault 14: missing offers whose COMMIT succeeds without a response are marked once and counted once', async () => {
  stack.sandbox.setFault(null);
  const removed = activeIds(stack).slice(0, 20);
  removed.forEach((id) => stack.sandbox.catalogue.remove(id));

  lose('COMMIT', { times: 2 });
  const audit = await runSync(stack, 'full');

  expect(stack.proxy.resets).toBe(2);
  expect(audit).toMatchObject({ status: 'completed', offersSwept: 20, offersAbsent: 20, offersGone: 20 });
  await expectCompleteMirrorExcept(removed);
});

test('fault 14: a ConversionList whose COMMIT succeeds without a response has its changes counted', async () => {
  const { catalogue } = stack.sandbox;
  const listed = convertingIds(stack);
  const added = activeIds(stack)
    .filter((id) => !listed.includes(id))
    .slice(0, 5);
  const removed = listed.slice(0, 3);
  added.forEach((id) => catalogue.convert(id));
  removed.forEach((id) => catalogue.stopConverting(id));
  const { converting } = catalogue.countsAt(Date.now());

  lose('COMMIT', { times: 1 });
  const audit = await runSync(stack, 'full');

  expect(stack.proxy.resets).toBe(1);
  expect(audit).toMatchObject({
    status: 'completed',
    listBefore: converting - 2,
    listAfter: converting,
    listAdded: 5,
    listRemoved: 3,
    offersChanged: 8,
  });
});

test('fault 14: an audit whose COMMIT succeeds without a response is not counted twice', async () => {
  stack.sandbox.catalogue.setField(activeIds(stack)[0]!, { payout: '7.250' });
  const before = stack.sandbox.requests.total;

  // The first COMMIT is that of the ConversionList.
  lose('COMMIT', { skip: 1 });
  const audit = await runSync(stack, 'full');

  expect(stack.proxy.resets).toBe(1);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesRead: 26,
    retries: 0,
    requests: stack.sandbox.requests.total - before,
    offersChanged: 1,
  });
  expect(stack.worker.hasEnded()).toBe(false);
});

import { readMirror } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import { activeIds, readObservations } from '../../../harness/mirror';
import { afterFirstRequest, runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const SERVER_ERROR = { kind: 'status', status: 500 } as const;

const stack = useStack({
  sandbox: { offers: 2_500 },
  settings: { FULL_PAGE_RETRY_FOR: '6s', HIGH_BATCH_RETRY_FOR: '6s', UPSTREAM_TIMEOUT: '5s' },
});

beforeEach(() => stack.reset());

test('fault 11: a page that always fails is reported; the others are stored, no offer is marked missing, the list is rebuilt', async () => {
  const { catalogue } = stack.sandbox;
  const { pagesPlanned } = await runSync(stack, 'full');
  const pages = pagesPlanned ?? 0;
  const [converting] = [...(await readMirror(stack, true)).keys()].filter(
    (id) => Math.floor(activeIds(stack).indexOf(id) / 100) !== 2,
  );
  const changed = activeIds(stack).at(-1)!;
  const removed = activeIds(stack)[50]!;
  catalogue.stopConverting(converting!);
  catalogue.setField(changed, { payout: '77.77' });
  catalogue.remove(removed);

  const { audit, requests: sent } = await runUnderFault(stack, {
    when: { pages: [3] },
    effect: SERVER_ERROR,
  });

  expect(audit).toMatchObject({
    status: 'incomplete',
    complete: false,
    reasons: ['page 3: the network could not be reached (HTTP 500)'],
    error: null,
    pagesPlanned: pages,
    pagesRead: pages - 1,
    offersSwept: 0,
    offersGone: 0,
    listRemoved: 1,
    requests: sent,
    retries: sent - pages - 1,
  });
  expect(audit.retries).toBeGreaterThan(0);
  const rows = await readMirror(stack);
  expect(rows.get(changed)?.payout).toBe('77.77');
  expect(rows.get(removed)?.status).toBe('Active');
  expect((await readMirror(stack, true)).has(converting!)).toBe(false);

  expect(await runSync(stack, 'full')).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    offersGone: 1,
  });
  expect((await readMirror(stack)).get(removed)?.status).toBe('Unknown');
});

test('fault 11: a page without a response is reported with the timeout of the network, not of the activity', async () => {
  const { audit } = await runUnderFault(stack, { when: { pages: [2] }, effect: { kind: 'hang' } });

  expect(audit.reasons).toEqual(['page 2: the network could not be reached (timeout after 5 s)']);
  expect(audit.requests).toBe(stack.sandbox.requests.total);
});

test('fault 11: when every page fails, up to twenty are reported, and the mirror is unchanged', async () => {
  await runSync(stack, 'full');
  const before = await readObservations(stack);

  const { audit } = await runUnderFault(stack, afterFirstRequest(SERVER_ERROR));

  expect(audit).toMatchObject({ status: 'incomplete', pagesRead: 0, offersMet: 0, offersGone: 0 });
  expect(audit.reasons).toHaveLength(21);
  expect(audit.reasons.at(-1)).toMatch(/^and \d+ more$/);
  expect(audit.listAfter).toBe(audit.listBefore);
  expect(await readObservations(stack)).toEqual(before);
});

test('fault 11: a batch of HIGH that always fails is reported, and the other batches are stored', async () => {
  const { catalogue, setFault } = stack.sandbox;
  activeIds(stack)
    .slice(0, 120)
    .forEach((id) => catalogue.convert(id));
  await runSync(stack, 'full');
  const listed = [...(await readMirror(stack, true)).keys()].sort();
  const [first, last] = [listed[0]!, listed.at(-1)!];
  catalogue.pause(first);
  catalogue.pause(last);
  // The batch with the first offer fails.
  stack.beforeResponse = (_number, { offers }) =>
    setFault(offers?.split(',').includes(first) ? { effect: SERVER_ERROR } : null);

  const audit = await runSync(stack, 'high');

  expect(audit).toMatchObject({
    status: 'incomplete',
    pagesPlanned: Math.ceil(listed.length / 50),
    pagesRead: Math.ceil(listed.length / 50) - 1,
    offersPaused: 1,
    listRemoved: 1,
  });
  expect(audit.reasons).toHaveLength(1);
  expect(audit.reasons[0]).toMatch(/^batch 1 \(\d+ to \d+\): the network could not be reached \(HTTP 500\)$/);
  const rows = await readMirror(stack);
  expect(rows.get(last)?.status).toBe('Paused');
  expect(rows.get(first)?.status).toBe('Active');
});

test('fault 11: a HIGH fails when all of its batches fail, and the next one completes', async () => {
  await runSync(stack, 'full');
  stack.reset();

  const { audit, requests } = await runUnderFault(
    stack,
    { when: { asked: 'by-id' }, effect: SERVER_ERROR },
    'high',
  );

  expect(audit).toMatchObject({ status: 'failed', complete: false, pagesRead: 0 });
  expect(audit.error).toMatch(/^batch \d .*: the network could not be reached \(HTTP 500\)$/);
  expect(audit.requests).toBe(requests);
  expect(await stack.syncs.readSync('high-priority-sync-manual')).toMatchObject({
    status: 'failed',
    error: audit.error,
  });
  expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed', error: null });
});

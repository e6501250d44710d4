import { beginRun, completeOffer, minute, refreshList, RUN, useTestStore } from '../test-store';

const context = useTestStore();

const { status: _status, ...WITHOUT_STATUS } = completeOffer();

let requests = 0;

/** Saves an observation of offer 1 at a minute; of a status, or one in which the status could not be read. */
async function observe(at: number, status?: 'Active' | 'Paused'): Promise<void> {
  const offer = status === undefined ? WITHOUT_STATUS : { ...WITHOUT_STATUS, status };
  await context.save([{ offerId: '1', offer }], {
    observedAt: minute(at),
    requestKey: `batch/${(requests += 1)}`,
  });
}

/** The state of offer 1 after a refresh of the list. */
async function read() {
  await refreshList(context);
  const { rowCount } = await context.pool.query("SELECT FROM conversion_list WHERE offer_id = '1'");
  const offer = await context.store.readOffer('1');
  const unconfirmed = await context.store.countUnconfirmed();
  return { status: offer!.status, confirmed: offer!.statusConfirmed, listed: rowCount === 1, unconfirmed };
}

const CONFIRMED = { status: 'Active', confirmed: true, listed: true, unconfirmed: 0 };
const UNCONFIRMED = { status: 'Active', confirmed: false, listed: false, unconfirmed: 1 };

test('the second observation in a row without a readable status takes the offer off the list, a readable one brings it back', async () => {
  await observe(0, 'Active');
  await expect(read()).resolves.toEqual(CONFIRMED);
  await observe(2);
  await expect(read()).resolves.toEqual(CONFIRMED);
  await observe(4);
  await expect(read()).resolves.toEqual(UNCONFIRMED);
  await observe(6);
  await expect(read()).resolves.toEqual(UNCONFIRMED);
  await observe(8, 'Active');
  await expect(read()).resolves.toEqual(CONFIRMED);
  await observe(10);
  await expect(read()).resolves.toEqual(CONFIRMED);
});

test('two unreadable observations that are not in a row leave the offer on the list', async () => {
  await observe(0, 'Active');
  await observe(2);
  await observe(4, 'Active');
  await observe(6);
  await expect(read()).resolves.toEqual(CONFIRMED);
});

test('a repeat of the same observation is not a second one', async () => {
  await observe(0, 'Active');
  await observe(2);
  await observe(2);
  await observe(2);
  await expect(read()).resolves.toEqual(CONFIRMED);
});

test.each<[situation: string, at: number, status: 'Active' | undefined, expected: object]>([
  ['a late readable status between the two confirms it', 3, 'Active', CONFIRMED],
  ['a late readable status before both does not', 1, 'Active', UNCONFIRMED],
  ['a late one without a status before both changes nothing', 1, undefined, UNCONFIRMED],
])('%s', async (_situation, at, status, expected) => {
  await observe(0, 'Active');
  await observe(4);
  await observe(2);
  await expect(read()).resolves.toEqual(UNCONFIRMED);
  await observe(at, status);
  await expect(read()).resolves.toEqual(expected);
});

test('of three without a status, two after a late readable one are enough', async () => {
  await observe(0, 'Active');
  for (const at of [6, 2, 4]) await observe(at);
  await observe(3, 'Active');
  await expect(read()).resolves.toEqual(UNCONFIRMED);
  await observe(5, 'Active');
  await expect(read()).resolves.toEqual(CONFIRMED);
});

test('a pause that becomes readable is a pause', async () => {
  await observe(0, 'Active');
  await observe(2);
  await observe(4);
  await observe(6, 'Paused');
  await expect(read()).resolves.toEqual({ status: 'Paused', confirmed: true, listed: false, unconfirmed: 0 });
});

test('an offer that is marked as missing has a confirmed status', async () => {
  for (const at of [0, 2, 4]) await observe(at, at === 0 ? 'Active' : undefined);
  await beginRun(context);
  for (const at of [6, 7]) {
    const sweep = { requestKey: `sweep/${at}`, purpose: 'sweep' as const, absentIds: ['1'] };
    await context.save([], { ...sweep, observedAt: minute(at) });
  }
  await context.store.markMissing({ run: RUN, maxShare: 1, allowMassRemoval: true });
  await expect(read()).resolves.toEqual({
    status: 'Unknown',
    confirmed: true,
    listed: false,
    unconfirmed: 0,
  });
});

test('an offer whose status never was readable is unconfirmed after two observations', async () => {
  await observe(0);
  await expect(read()).resolves.toMatchObject({ status: null, confirmed: true });
  await observe(2);
  await expect(read()).resolves.toEqual({ status: null, confirmed: false, listed: false, unconfirmed: 0 });
});

import type { Offer } from '../../../src/domain/offer';
import type { OfferHistoryPage, OfferHistoryQuery } from '../../../src/store';
import { completeOffer, minute, useTestStore } from '../test-store';

const context = useTestStore();

function observe(offerId: string, minutes: number, offer: Partial<Offer>) {
  return context.save([{ offerId, offer }], {
    observedAt: minute(minutes),
    requestKey: `${offerId}/${minutes}`,
  });
}

const list = (query: Partial<OfferHistoryQuery> = {}) =>
  context.store.listOfferHistory({ offerId: '7', limit: 100, ...query });

const minutesOf = ({ changes }: OfferHistoryPage) =>
  changes.map(({ observedAt }) => new Date(observedAt).getUTCMinutes());

beforeEach(async () => {
  const { carrier: _, ...withoutCarrier } = completeOffer();
  await observe('7', 0, withoutCarrier);
  await observe('8', 1, completeOffer());
  await observe('7', 5, { payout: '1' });
  await observe('7', 9, { payout: '2', status: 'Paused' });
  // Late: only the field that no later observation had changes.
  await observe('7', 7, { payout: '3', carrier: 'Vodafone' });
});

test('the changes of one offer, newest first, by the time of observation', async () => {
  const page = await list();
  expect(page).toMatchObject({
    changes: [
      { observedAt: minute(9), kinds: ['paused', 'payout'], offer: { status: 'Paused', payout: '2' } },
      { observedAt: minute(7), kinds: ['other'], changes: { carrier: [null, 'Vodafone'] } },
      { observedAt: minute(5), kinds: ['payout'], changes: { payout: ['0.350', '1'] } },
      { observedAt: minute(0), kinds: ['new'] },
    ],
    nextCursor: null,
  });
  await expect(list({ offerId: 'unknown\0' })).resolves.toEqual({ changes: [], nextCursor: null });
});

test('pages, kinds and a time', async () => {
  const first = await list({ limit: 2 });
  expect(minutesOf(first)).toEqual([9, 7]);
  const second = await list({ limit: 2, cursor: first.nextCursor });
  expect([minutesOf(second), second.nextCursor]).toEqual([[5, 0], null]);
  await expect(list({ kinds: ['payout'] }).then(minutesOf)).resolves.toEqual([9, 5]);
  await expect(list({ since: minute(7) }).then(minutesOf)).resolves.toEqual([9, 7]);
});

test.each([
  ['desc', '1', minute(0), '7'],
  ['history', minute(0), '18446744073709551616'],
  ['history', 'now', '1'],
])('refuses the cursor %j %j', async (...parts) => {
  const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
  await expect(list({ cursor })).rejects.toThrow('The cursor is not from this list');
});

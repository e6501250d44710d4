import { withWatched } from '../../../web/src/api';

const offer = (offerId: string, watched = false) => ({ offerId, watched, payout: '1.5' });

test('a change of the watch list is shown in every list and on the page of the offer', () => {
  const page = { total: 2, offers: [offer('1'), offer('2')] };
  expect(withWatched(page, { offerId: '2', watched: true })).toEqual({
    total: 2,
    offers: [offer('1'), offer('2', true)],
  });
  expect(withWatched(offer('2', true), { offerId: '2', watched: false })).toEqual(offer('2'));
});

test('what does not contain the offer stays the same object, so that nothing renders again', () => {
  const page = { offers: [offer('1')] };
  for (const data of [page, offer('3'), { hours: [] }, undefined, null])
    expect(withWatched(data, { offerId: '2', watched: true })).toBe(data);
  const both = { offers: [offer('1'), offer('2')] };
  const changed = withWatched(both, { offerId: '2', watched: true }) as typeof both;
  expect(changed.offers[0]).toBe(both.offers[0]);
});

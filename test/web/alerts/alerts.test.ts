import { readAlertsSearch, toAlertsQuery } from '../../../web/src/views/alerts/search';
import { isFailing } from '../../../web/src/views/alerts/sending/channel-state';
import { readIds } from '../../../web/src/views/alerts/watchlist/read-ids';

test('ids are separated by anything that people paste, and each counts once', () => {
  expect(readIds(' 48725, 1067\n11461;3071\t1067,22472\r\n')).toEqual([
    '48725',
    '1067',
    '11461',
    '3071',
    '22472',
  ]);
  expect(readIds(' \n,;')).toEqual([]);
});

test('a channel fails if it is disabled, or its last attempt failed', () => {
  const at = (minute: number) => `2026-01-05T10:0${minute}:00.000Z`;
  const state = { disabledAt: null, lastFailedAt: null, lastDeliveredAt: null };
  expect(isFailing(state)).toBe(false);
  expect(isFailing({ ...state, lastFailedAt: at(1), lastDeliveredAt: at(2) })).toBe(false);
  expect(isFailing({ ...state, lastFailedAt: at(3), lastDeliveredAt: at(2) })).toBe(true);
  expect(isFailing({ ...state, lastFailedAt: at(3) })).toBe(true);
  expect(isFailing({ ...state, disabledAt: at(1), lastDeliveredAt: at(2) })).toBe(true);
});

test('an address keeps only filters that exist, and asks the API for them', () => {
  const search = readAlertsSearch({
    kinds: 'cap_reached,earthquake,status_changed',
    state: 'closed',
    mine: 'true',
    unacknowledged: 'yes',
    offerId: '3790',
  });
  expect(search).toEqual({
    kinds: ['status_changed', 'cap_reached'],
    state: undefined,
    mine: true,
    unacknowledged: undefined,
    offerId: '3790',
  });
  expect(toAlertsQuery(search)).toEqual({
    kinds: ['status_changed', 'cap_reached'],
    mine: true,
    offerId: '3790',
  });
  expect(toAlertsQuery({ unacknowledged: true, state: 'open' })).toEqual({
    acknowledged: false,
    state: 'open',
  });
});

import type { Schemas } from '../../../web/src/api';
import { feedAddress, keyOf, kindsOf, mergeEvents } from '../../../web/src/views/today/happened/events';

type Change = Schemas['OfferChange'];

const change = (offerId: string, second: number, kinds: Change['kinds']): Change => ({
  offerId,
  observedAt: new Date(Date.UTC(2026, 0, 5, 6, 0, second)).toISOString(),
  kinds,
  summary: '',
  changes: {},
  offer: { offerName: null, status: 'Active', country: 'ZA', vertical: null, payout: '1', currency: 'EUR' },
});

const alert = (id: string, second: number) =>
  ({
    id,
    kind: 'conversion_stopped',
    startedAt: new Date(Date.UTC(2026, 0, 5, 6, 0, second)).toISOString(),
  }) as Schemas['Alert'];

test('changes and alerts are one list, the newest first', () => {
  const changes = [change('1', 1, ['paused']), change('2', 5, ['payout'])];

  const events = mergeEvents(changes, [alert('a', 3)], ['paused', 'payout']);

  expect(events.map(keyOf)).toEqual([
    'change 2 2026-01-05T06:00:05.000Z',
    'alert a',
    'change 1 2026-01-05T06:00:01.000Z',
  ]);
});

test('a change with several kinds is shown as one that was asked for', () => {
  const both = change('7', 1, ['payout', 'cap']);
  expect(mergeEvents([both], [], ['cap'])).toMatchObject([{ kind: 'cap' }]);
  expect(mergeEvents([both], [], ['payout', 'cap'])).toMatchObject([{ kind: 'payout' }]);
});

test('more than five changes of one kind in a row are one line, and others around them are not hidden', () => {
  const many = [10, 11, 12, 13, 14, 15].map((second) => change(`n${second}`, second, ['new']));
  const changes = [...many, change('before', 1, ['paused']), change('after', 20, ['resumed'])];

  const events = mergeEvents(changes, [], ['new', 'paused', 'resumed']);

  expect(events.map(({ type }) => type)).toEqual(['change', 'many', 'change']);
  expect(events[1]).toMatchObject({ kind: 'new', at: '2026-01-05T06:00:15.000Z' });
  expect(mergeEvents(many.slice(1), [], ['new'])).toHaveLength(5);
});

test('an alert between them ends the row', () => {
  const many = [10, 11, 12, 14, 15, 16].map((second) => change(`n${second}`, second, ['new']));
  expect(mergeEvents(many, [alert('a', 13)], ['new'])).toHaveLength(7);
});

test('the line of many keeps its key when newer changes join it', () => {
  const many = [10, 11, 12, 13, 14, 15].map((second) => change(`n${second}`, second, ['new']));
  const [first] = mergeEvents(many, [], ['new']);
  const [later] = mergeEvents([...many, change('x', 30, ['new'])], [], ['new']);
  expect(keyOf(later!)).toBe(keyOf(first!));
});

test('filters choose kinds of changes and alerts; none chosen is all', () => {
  expect(kindsOf(['back', 'cap'])).toEqual({ changes: ['resumed', 'cap'], alerts: ['cap_reached'] });
  expect(kindsOf(['silent']).changes).toEqual([]);
  expect(kindsOf([]).changes).toEqual(['paused', 'blocked', 'gone', 'payout', 'cap', 'resumed', 'new']);
});

test('a feed has the chosen filters', () => {
  expect(feedAddress('atom', { kinds: ['cap', 'resumed'], mine: true })).toBe(
    'api/changes?format=atom&sortOrder=desc&kinds=cap%2Cresumed&mine=true',
  );
  expect(feedAddress('json', { kinds: ['new'] })).toBe('api/changes?format=json&sortOrder=desc&kinds=new');
});

import type { ChangeKind, FieldChanges } from '../../src/domain/offer-change';
import { formatChanges } from '../../src/format/change-lines';

/** A change as the store returns it. */
function change(number: number, kind: ChangeKind, changes: FieldChanges = {}) {
  const offer = { status: 'Active', country: 'KE', vertical: null, payout: '0.35', currency: 'EUR' } as const;
  return {
    offerId: String(number),
    observedAt: `2026-01-05T10:${String(number).padStart(2, '0')}:00.000000Z`,
    kinds: [kind],
    changes,
    offer: { ...offer, offerName: number % 2 === 0 ? `Offer ${number}` : null },
  };
}

test('each change is a line, in the order of their times', () => {
  const lines = formatChanges([
    change(4, 'payout', { payout: ['0.3', '0.35'] }),
    change(3, 'paused', { status: ['Active', 'Paused'] }),
  ]);

  expect(lines).toEqual([
    { observedAt: '2026-01-05T10:03:00.000000Z', text: '3 KE: paused (was Active)' },
    { observedAt: '2026-01-05T10:04:00.000000Z', text: 'Offer 4 (4) KE: payout 0.3 → 0.35 EUR' },
  ]);
});

test('more than five of a kind are one line with the first names, beside those of other kinds', () => {
  const paused = [10, 11, 12, 13, 14, 15].map((number) =>
    change(number, 'paused', { status: ['Active', 'Paused'] }),
  );
  const fresh = Array.from({ length: 1_200 }, (_, index) => change(2 + (index % 50), 'new'));

  expect(formatChanges([...fresh, ...paused]).map(({ text }) => text)).toEqual([
    '6 offers paused: Offer 10 (10), 11, Offer 12 (12) and 3 more',
    '1,200 new offers: Offer 2 (2), 3, Offer 4 (4) and 1,197 more',
  ]);
  expect(formatChanges(fresh.slice(0, 5))).toHaveLength(5);
});

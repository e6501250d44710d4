import type { OfferChange } from '../../src/domain/offer-change';
import { describeChange } from '../../src/format/offer-change';

const CASES: [changes: OfferChange['changes'], currency: string | null, text: string][] = [
  [{ status: ['Blocked', 'Active'] }, 'USD', 'active again (was Blocked)'],
  [{ status: ['Active', 'Unknown'] }, null, 'gone (was Active)'],
  [{ status: [null, 'Paused'] }, null, 'status none → Paused'],
  [{ payout: ['1', '2.50'] }, 'EUR', 'payout 1 → 2.50 EUR'],
  [{ payout: ['1', null] }, null, 'payout 1 → none'],
  [{ payout: ['1', '2'], currency: ['USD', 'EUR'] }, 'EUR', 'payout 1 USD → 2 EUR'],
  [{ currency: [null, 'EUR'] }, 'EUR', 'currency none → EUR'],
  [
    {
      filledCap: [
        { kind: 'percent', amount: 7.5 },
        { kind: 'percent', amount: 80 },
      ],
      dailyCap: [{ kind: 'count', amount: 0 }, { kind: 'open' }],
    },
    null,
    'daily cap 0 → open, filled cap 7.5 % → 80 %',
  ],
  [
    { offerUrl: ['https://a.example', null], country: ['PT', 'ES'] },
    null,
    'country PT → ES, offer URL https://a.example → none',
  ],
];

test.each(CASES)('%j in %s', (changes, currency, text) => {
  expect(describeChange({ kinds: ['other'], changes }, currency)).toBe(text);
});

test('a new offer', () => {
  expect(describeChange({ kinds: ['new'], changes: {} }, null)).toBe('new');
});

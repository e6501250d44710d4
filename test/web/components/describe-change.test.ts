import { describeChange } from '../../../web/src/components/changes/describe';
import { createFormats, textsIn } from '../../../web/src/i18n';
import { changesTexts } from '../../../web/src/i18n/texts/changes';
import { capLeftText, placeOf } from '../../../web/src/views/today/fast/figures';

const formats = createFormats('en');
const describe = (kinds: Parameters<typeof describeChange>[0]['kinds'], changes: Record<string, unknown[]>) =>
  describeChange({ kinds, changes }, 'EUR', textsIn(changesTexts, 'en'), formats);

test('a payout that changed alone has the present currency and the share', () => {
  expect(describe(['payout'], { payout: ['0.463', '0.52'] })).toBe('0.463 → 0.52 EUR (+12.3%)');
  expect(describe(['payout'], { payout: ['2', '1'] })).toBe('2.00 → 1.00 EUR (-50%)');
});

test('a payout in another currency has no share, and one that was unknown neither', () => {
  expect(describe(['payout'], { payout: ['1', '2'], currency: ['USD', 'EUR'] })).toBe('1.00 USD → 2.00 EUR');
  expect(describe(['payout'], { payout: [null, '2'] })).toBe('– → 2.00 EUR');
  expect(describe(['payout'], { payout: ['0', '2'] })).toBe('0.00 → 2.00 EUR');
  expect(describe(['payout'], { currency: ['USD', 'EUR'] })).toBe('USD → EUR');
});

test('a status, caps and texts are shown with the old and the new value', () => {
  expect(
    describe(['paused', 'cap'], {
      status: ['Active', 'Paused'],
      dailyCap: [{ kind: 'count', amount: 1_500 }, { kind: 'open' }],
      filledCap: [null, { kind: 'percent', amount: 80 }],
      offerName: ['<b>Old</b>', 'New'],
    }),
  ).toBe('was Active, daily cap 1,500 → open, filled cap none → 80%, name <b>Old</b> → New');
  expect(describe(['new'], { status: [null, 'Active'] })).toBe('');
  expect(describe(['other'], { status: [null, 'Active'] })).toBe('');
});

test('the figures of an offer are short, also where the network states nothing', () => {
  expect(placeOf({ country: 'ZA', carrier: null, flow: 'PIN Submit' })).toBe('ZA PIN Submit');
  const perDay = (cap: string) => `${cap} a day`;
  const cap = (capLeftPercent: number | null, dailyCap: number | null) =>
    capLeftText(
      { capLeftPercent, dailyCap, dailyCapKind: dailyCap === null ? 'open' : 'count' },
      formats,
      perDay,
    );
  expect([cap(41, 60), cap(0, 60), cap(null, 1_580), cap(null, null)]).toEqual([
    '41%',
    '0%',
    '1,580 a day',
    '–',
  ]);
});

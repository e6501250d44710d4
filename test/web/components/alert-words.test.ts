import type { Schemas } from '../../../web/src/api';
import { describeAlert } from '../../../web/src/components/alerts/alert-words';
import { createFormats, textsIn } from '../../../web/src/i18n';
import { alertWordsTexts } from '../../../web/src/i18n/texts/alert-words';

const startedAt = '2026-01-05T10:00:00.000Z';

const wordsOf = (
  locale: 'en' | 'zh-CN',
  kind: Schemas['Alert']['kind'],
  facts: Schemas['Alert']['facts'],
  endedAt: string | null = null,
) =>
  describeAlert(
    { kind, facts, startedAt, endedAt },
    textsIn(alertWordsTexts, locale),
    createFormats(locale, 'UTC'),
  );

test.each([
  [
    'conversion_slowed',
    { seen: 1, expected: 7.6 },
    '1 conversion seen, 8 expected',
    '观察到 1 次转化，预期 8 次',
  ],
  ['cap_reached', { percent: 92 }, '92% of the daily cap used', '每日上限已用 92%'],
  ['mass_change', { offers: 300 }, '300 offers at once', '一次 300 个优惠'],
  ['status_changed', { from: 'Active', to: 'Paused' }, 'Active → Paused', 'Active → Paused'],
  [
    'payout_changed',
    { from: { payout: '0.463', currency: 'EUR' }, to: { payout: null, currency: null } },
    '0.463 EUR → –',
    '0.463 EUR → –',
  ],
  ['mirror_stale', { problems: [] }, 'The mirror is out of date.', '镜像已过期。'],
] as const)('%s with %j is %j', (kind, facts, english, chinese) => {
  expect(wordsOf('en', kind, facts)).toBe(english);
  expect(wordsOf('zh-CN', kind, facts)).toBe(chinese);
});

test('an alert that has ended says so', () => {
  expect(wordsOf('en', 'network_silent', {}, '2026-01-05T11:00:00.000Z')).toMatch(
    /^The whole network shows next to no conversions\. · over, lasted 1 /,
  );
});

import { createFormats, textsIn } from '../../../web/src/i18n';
import { offerTexts } from '../../../web/src/i18n/texts/offer';
import { describeRhythm } from '../../../web/src/views/offer/rhythm/describe-rhythm';

const OFTEN = {
  status: 'Active' as const,
  lastConversionAt: '2026-01-05T10:00:00Z',
  conversionsPerHour: 4.26,
  usualGapSeconds: 840,
  silentForSeconds: 3_000,
  onceIn: 5 * 86_400,
  observations: 212,
};

const describe = (more: Partial<Parameters<typeof describeRhythm>[0]> = {}, locale: 'en' | 'zh-CN' = 'en') =>
  describeRhythm({ ...OFTEN, ...more }, textsIn(offerTexts, locale), createFormats(locale, 'UTC')).join(' ');

test('says how often it converts, since when it is silent, and how rare that is', () => {
  expect(describe()).toBe(
    'It converts every 14 min on average, and about 4.3 times in this hour of the day. When it was last observed, it had ' +
      'been silent for 50 min. By chance, a silence that long comes about once in 5 days. This rests on 212 conversions.',
  );
  expect(describe({}, 'zh-CN')).toContain('14分钟');
});

test('a usual silence is called usual, and a rhythm of few points says so', () => {
  expect(describe({ onceIn: 5_000 })).toContain('That is nothing unusual.');
  expect(describe({ observations: 12 })).toContain('This rests on only 12 conversions.');
  // Whether the offer or the network could convert is not known.
  expect(describe({ onceIn: null })).not.toMatch(/chance|unusual/);
});

test('too few conversions are no rhythm', () => {
  const text = describe({ observations: 4, conversionsPerHour: null, usualGapSeconds: null, onceIn: null });
  expect(text).toBe(
    'Too little is known: 4 conversions were seen, and 10 are needed. When it was last observed, it ' +
      'had been silent for 50 min.',
  );
});

test('an offer that is not Active does not convert, and one without a conversion never did', () => {
  expect(describe({ status: 'Paused', conversionsPerHour: null, silentForSeconds: null, onceIn: null })).toBe(
    'It is not Active, so it does not convert now. It converted every 14 min on average. This rests on 212 conversions.',
  );
  expect(describe({ lastConversionAt: null, observations: 0 })).toBe(
    'The network has reported no conversion.',
  );
});

import { textsIn } from '../../../web/src/i18n';
import { counted } from '../../../web/src/i18n/counted';
import { offerTexts } from '../../../web/src/i18n/texts/offer';
import { runTexts } from '../../../web/src/i18n/texts/run';
import { todayTexts } from '../../../web/src/i18n/texts/today';

test('an English noun is in the plural unless there is one', () => {
  expect(['0', '1', '2', '1,001'].map((amount) => counted(amount, 'offer'))).toEqual([
    '0 offers',
    '1 offer',
    '2 offers',
    '1,001 offers',
  ]);
  const { retries } = textsIn(runTexts, 'en');
  expect([retries('1'), retries('2')]).toEqual(['1 retry', '2 retries']);
  const { tooLittle } = textsIn(offerTexts, 'en');
  expect(tooLittle('1', '5')).toContain('1 conversion was seen');
  expect(tooLittle('2', '5')).toContain('2 conversions were seen');
});

test.each([
  ['en', 'failed', 'The last HIGH failed'],
  ['en', 'incomplete', 'The last HIGH is incomplete'],
  ['en', 'timed_out', 'The last HIGH timed out'],
  ['zh-CN', 'failed', '上次 HIGH：失败'],
] as const)('in %s, a last run that is %s reads so', (locale, status, expected) => {
  expect(textsIn(todayTexts, locale).lastRun('HIGH', status)).toBe(expected);
});

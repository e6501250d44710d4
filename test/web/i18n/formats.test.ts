import { chooseLocale, createFormats, defineTexts, textsIn } from '../../../web/src/i18n';

const english = createFormats('en', 'Africa/Johannesburg');
const chinese = createFormats('zh-CN', 'Asia/Shanghai');

test('the language of the page is the first one of the browser that it has', () => {
  expect(chooseLocale(['pt-PT', 'zh-TW', 'en'])).toBe('zh-CN');
  expect(chooseLocale(['en-ZA', 'zh'])).toBe('en');
  expect(chooseLocale(['pt'])).toBe('en');
  expect(chooseLocale([])).toBe('en');
});

test('money keeps all its digits, also those that a number cannot hold', () => {
  expect(english.money('0.0000000001', 'EUR')).toBe('0.0000000001 EUR');
  expect(english.money('12345678901234567.8', 'USD')).toBe('12,345,678,901,234,567.80 USD');
  expect(chinese.money('9.448', null)).toBe('9.448');
});

// The words of units differ between versions of Unicode's data.
test('durations have at most two units, and ages one', () => {
  expect([0, 48.9, 90, 3_600 + 600, 86_400 * 3 + 7_200].map(english.duration)).toEqual([
    expect.stringMatching(/^0 s/),
    expect.stringMatching(/^48 s/),
    expect.stringMatching(/^1 m\S*$/),
    expect.stringMatching(/^1 h\S* 10 m/),
    expect.stringMatching(/^3 d\S* 2 h/),
  ]);
  expect([-5, 48, 240, 7_200].map(english.ago)).toEqual([
    expect.stringMatching(/^0 ?s.* ago$/),
    expect.stringMatching(/^48 ?s.* ago$/),
    expect.stringMatching(/^4 ?m.* ago$/),
    expect.stringMatching(/^2 ?h.* ago$/),
  ]);
  expect(chinese.duration(11_400)).toMatch(/^3 ?小时 10 ?分钟$/);
  expect(chinese.ago(240)).toMatch(/^4 ?分钟前$/);
});

test('times are in the time zone of the browser', () => {
  const instant = new Date('2026-01-05T22:30:00Z');
  expect(english.time(instant)).toBe('00:30:00');
  expect(chinese.time(instant)).toBe('06:30:00');
  expect(english.dateTime(instant)).toBe('Jan 6, 00:30');
});

test('a catalogue has each text in each language', () => {
  const catalogue = defineTexts({
    paused: { en: 'Paused', 'zh-CN': '已暂停' },
    of: {
      en: (done: number, total: number) => `${done} of ${total}`,
      'zh-CN': (done, total) => `${done}/${total}`,
    },
  });
  expect(textsIn(catalogue, 'en').of(71, 102)).toBe('71 of 102');
  expect(textsIn(catalogue, 'zh-CN').of(71, 102)).toBe('71/102');
  expect(textsIn(catalogue, 'zh-CN').paused).toBe('已暂停');
  // @ts-expect-error: a language is missing
  defineTexts({ paused: { en: 'Paused' } });
  // @ts-expect-error: the translation takes other values
  defineTexts({ of: { en: (done: number) => `${done}`, 'zh-CN': (done: string) => done } });
});

import { requestedBy } from '../../../web/src/views/offer/facts/cadence';
import { webLinkOf } from '../../../web/src/views/offer/facts/web-link';
import { fromLocalInput, toLocalInput } from '../../../web/src/views/offer/watch/local-time';

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'JAVASCRIPT://example.com/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'https://exam\tple.com/',
  'vbscript:x',
  '//example.com/x',
  'example.com',
  'https://',
  '',
])('%j is no link', (text) => {
  expect(webLinkOf(text)).toBeUndefined();
});

test.each([
  'https://example.com/click?offer=7&source={source}',
  'HTTP://example.com',
  'https://例え.jp/ü?x=1#y',
])('%j is a link', (text) => {
  expect(webLinkOf(text)).toBe(text);
});

test('which runs request an offer depends on the lists that it is on', () => {
  expect(requestedBy({ inHigh: true, status: 'Paused' })).toBe('high');
  expect(requestedBy({ inHigh: false, status: 'Active' })).toBe('full');
  expect(requestedBy({ inHigh: null, status: 'Blocked' })).toBe('none');
});

test('a local time is read back as it was written', () => {
  const iso = '2026-03-29T00:05:00.000Z';
  expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
  expect(toLocalInput(null)).toBe('');
  expect([fromLocalInput(''), fromLocalInput('tomorrow')]).toEqual([null, null]);
});

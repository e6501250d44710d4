import fc from 'fast-check';
import { OFFER_STATUSES } from '../../../src/domain/offer';
import { parseStatus } from '../../../src/domain/parse/status';
import { MAX_TEXT_LENGTH, parseText } from '../../../src/domain/parse/text';

test.each([...OFFER_STATUSES])('the status %s is recognised in any case', (status) => {
  for (const raw of [status, status.toUpperCase(), ` ${status.toLowerCase()} `]) {
    expect(parseStatus(raw)).toEqual({ kind: 'parsed', value: status });
  }
});

test.each([
  ['Unknown', ['Cancelled', 'Canceled', 'Deleted', 'Expired', 'Closed']],
  ['Paused', ['Inactive', 'Disabled', 'Stopped']],
])('an offer is %s in any case of the words %j', (status, words) => {
  for (const word of words) {
    for (const raw of [word, word.toUpperCase(), ` ${word.toLowerCase()} `]) {
      expect(parseStatus(raw)).toEqual({ kind: 'parsed', value: status });
    }
  }
});

test.each([
  null,
  '',
  'Activ',
  'Active!',
  'Cancel',
  'Stopped!',
  'Not active',
  'Pending',
  'toString',
  '__proto__',
  'Active\0',
])('%j is no status', (raw) => {
  expect(parseStatus(raw)).toMatchObject({ kind: 'unreadable' });
});

test('no text but a known word is a status, whatever its letters', () => {
  const known =
    /^(active|paused|blocked|unknown|cancell?ed|deleted|expired|closed|inactive|disabled|stopped)$/i;
  const words = fc
    .tuple(
      fc.constantFrom('', 'in', 'un', 'dis', 'IN'),
      fc.constantFrom('Activ', 'activ', 'paus', 'block', 'known', 'cancel', 'clos', 'stop', 'expir', 'abl'),
      fc.constantFrom('', 'e', 'ed', 'led', 'ped', 'ED', 'ing'),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(words, (raw) => {
      expect(parseStatus(raw).kind).toBe(known.test(raw) ? 'parsed' : 'unreadable');
    }),
    { numRuns: 1_000 },
  );
});

test('only null is no text', () => {
  expect(parseText(null)).toEqual({ kind: 'parsed', value: null });
  expect(parseText('')).toEqual({ kind: 'parsed', value: '' });
});

test.each([
  'a\0b',
  '\ud800',
  'x\udc00y',
  '\udc00\ud800',
  'Z\ufffdrich',
  'x'.repeat(MAX_TEXT_LENGTH + 1),
  ' '.repeat(MAX_TEXT_LENGTH + 1),
])('text that cannot be stored is unreadable (%#)', (raw) => {
  expect(parseText(raw)).toMatchObject({ kind: 'unreadable' });
});

test('text is left unchanged, emoji and spaces included', () => {
  for (const text of [
    '',
    ' \n ',
    ' Crédito 💸 ',
    "Robert'); DROP TABLE offers;--",
    'x'.repeat(MAX_TEXT_LENGTH),
    'a\u2028b',
  ]) {
    expect(parseText(text)).toEqual({ kind: 'parsed', value: text });
  }
});

test('parsing never throws, and every text is valid UTF-8', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const raw = String.fromCharCode(...units);
      parseStatus(raw);
      const reading = parseText(raw);
      if (reading.kind !== 'parsed' || reading.value === null) return;
      expect(Buffer.from(reading.value, 'utf8').toString('utf8')).toBe(reading.value);
      expect(reading.value).not.toMatch(/[\0\ufffd]/);
    }),
  );
});

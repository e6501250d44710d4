import fc from 'fast-check';
import { MAX_RETRY_AFTER_MS } from '../../../src/domain/network-limits';
import { readRetryAfter } from '../../../src/upstream/http/retry-after';

const NOW = new Date('2026-01-05T10:00:00Z');

test.each([
  ['7', 7_000],
  ['0', 0],
  [' 30 ', 30_000],
  ['600', 600_000],
  ['86400', MAX_RETRY_AFTER_MS],
  ['9'.repeat(400), MAX_RETRY_AFTER_MS],
  ['Mon, 05 Jan 2026 10:00:12 GMT', 12_000],
  ['Mon, 05 Jan 2026 09:00:00 GMT', 0],
  ['Wed, 05 Jan 2050 10:00:00 GMT', MAX_RETRY_AFTER_MS],
  [undefined, undefined],
  ['', undefined],
  ['-5', undefined],
  ['2.0', 2_000],
  ['1.5', 1_500],
  ['0.0', 0],
  ['2.', undefined],
  ['.5', undefined],
  ['1.5.0', undefined],
  ['1e2', undefined],
  ['120, 60', 120_000],
  ['60,120', 120_000],
  ['2.0, 7', 7_000],
  ['5, soon', 5_000],
  ['soon, later', undefined],
  [', ,', undefined],
  ['3, Mon, 05 Jan 2026 10:00:12 GMT', 12_000],
  ['Mon, 05 Jan 2026 10:00:12 GMT, 30', 30_000],
  ['Mon, 05 Jan 2026 10:00:12 GMT, Mon, 05 Jan 2026 10:00:09 GMT', 12_000],
  [['1, 2', '3'], 3_000],
  ['soon', undefined],
  ['2026-01-05', undefined],
  ['Mon, 99 Foo 2026 10:00:12 GMT', undefined],
  [['7', 'Mon, 05 Jan 2026 10:00:12 GMT'], 12_000],
  [['soon', '3'], 3_000],
  [[], undefined],
])('Retry-After %j is %s ms', (header, waitMs) => {
  expect(readRetryAfter(header, NOW)).toBe(waitMs);
});

test('no header makes it throw or wait outside the bounds', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.integer().map(String),
        fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      ),
      (header) => {
        const waitMs = readRetryAfter(header, NOW) ?? 0;
        expect(waitMs >= 0 && waitMs <= MAX_RETRY_AFTER_MS).toBe(true);
      },
    ),
  );
});

test('a wait in any accepted format is itself, and of joined ones the longest counts', () => {
  const formatted = fc.oneof(
    fc
      .nat(600)
      .chain((seconds) => fc.constantFrom(`${seconds}`, `${seconds}.0`, `${seconds}.00`, at(seconds))),
    fc.nat(600_000).map((waitMs) => (waitMs / 1_000).toFixed(3)),
  );
  const toMs = (text: string) =>
    text.endsWith('GMT') ? Date.parse(text) - NOW.getTime() : Math.round(Number(text) * 1_000);
  fc.assert(
    fc.property(
      fc.array(formatted, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(',', ', ', ' , '),
      (texts, comma) => {
        const longest = Math.max(...texts.map(toMs));
        expect(readRetryAfter(texts.join(comma), NOW)).toBe(longest);
        expect(readRetryAfter(texts, NOW)).toBe(longest);
      },
    ),
  );
});

test('a header of other characters than a wait has none', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[-\d., eGMT:]{0,12}$/), (header) => {
      const waits = header
        .split(',')
        .map((text) => text.trim())
        .filter((text) => /^\d+(\.\d+)?$/.test(text))
        .map((text) => Math.min(Math.round(Number(text) * 1_000), MAX_RETRY_AFTER_MS));
      expect(readRetryAfter(header, NOW)).toBe(waits.length === 0 ? undefined : Math.max(...waits));
    }),
    { numRuns: 2_000 },
  );
});

/** The HTTP date of a wait. */
function at(seconds: number): string {
  return new Date(NOW.getTime() + seconds * 1_000).toUTCString();
}

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
  ['1.5', undefined],
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

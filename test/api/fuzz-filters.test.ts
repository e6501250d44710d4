import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../../harness/hostile-texts';
import { saveTexts } from './save-offers';
import { startTestApi, type TestApi } from './test-api';

const FILTERS = ['country', 'vertical', 'carrier', 'flow', 'currency', 'search'] as const;
const SORTS = ['offerId', 'offerName', 'payout', 'lastConversionAt', 'updatedAt'];

/** Characters with a meaning in SQL, patterns, URLs or JSON. */
const SPECIAL_CHARS = fc.constantFrom(...`'"\`;%_\\$?*()[]{}<>&=+#/-0aA \0\n\x1b\u202e💸ß`);

const text = fc.oneof(
  fc.string({ unit: SPECIAL_CHARS, minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom(...HOSTILE_TEXTS),
  fc
    .tuple(fc.constantFrom(...HOSTILE_TEXTS), fc.nat(20), fc.nat(20))
    .map(([whole, from, length]) => whole.slice(from, from + length + 1) || '%'),
  fc
    .array(fc.constantFrom(...HOSTILE_TEXTS), { minLength: 1, maxLength: 3 })
    .map((several) => several.join(' , ').toUpperCase().slice(0, 200)),
);

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await saveTexts(api.store, HOSTILE_TEXTS);
});

afterAll(() => api.stop());

/** Replaces lone surrogates, which a URL cannot contain. */
function wellFormed(value: string): string {
  return Buffer.from(value).toString();
}

function queryOf(filters: Record<string, string>): string {
  return new URLSearchParams(filters).toString();
}

test('filters compare text literally: whole values in any case, and substrings of names', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILTERS),
      text,
      fc.constantFrom(...SORTS),
      async (filter, anyText, sortBy) => {
        const value = wellFormed(anyText);
        const { statusCode, body } = await api.request(
          `/api/offers?${queryOf({ [filter]: value, sortBy, limit: '500' })}`,
        );

        const values = filter === 'search' ? [value] : valuesOf(value);
        const isUnknown = filter !== 'search' && !values.every(isStored);
        expect({ value, statusCode }).toEqual({ value, statusCode: isUnknown ? 400 : 200 });
        if (isUnknown) {
          expect(body.message).toContain(`No offer has the ${filter} `);
          return;
        }
        const found = (body.offers as { offerId: string; offerName: string }[]).map(({ offerId }) => offerId);
        const matches = (name: string, index: number) =>
          filter === 'search'
            ? fold(`t-${index} ${name}`).includes(fold(value))
            : values.some((each) => fold(each) === fold(name));
        const expected = HOSTILE_TEXTS.flatMap((name, index) => (matches(name, index) ? [`t-${index}`] : []));
        expect({ filter, value, found: found.sort() }).toEqual({ filter, value, found: expected.sort() });
        expect(body.total).toBe(expected.length);
      },
    ),
    { numRuns: 400 },
  );
});

test('any combination of filters, sort and cursor, and any id, is answered or rejected as planned', async () => {
  const query = fc.record(
    {
      ...Object.fromEntries(FILTERS.map((filter) => [filter, text])),
      sortBy: fc.oneof(fc.constantFrom(...SORTS), text),
      sortOrder: fc.oneof(fc.constantFrom('asc', 'desc'), text),
      limit: fc.oneof(fc.constantFrom('1', '500'), text),
      payoutMin: fc.oneof(fc.constantFrom('0', '1e9'), text),
      convertedWithin: fc.oneof(fc.constantFrom('1m', '999999d'), text),
      cursor: fc.oneof(
        text,
        fc.array(fc.option(text)).map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
        fc
          .tuple(fc.constantFrom(...SORTS), fc.option(text), text)
          .map(([sortBy, value, id]) =>
            Buffer.from(JSON.stringify([`${sortBy} asc`, value, id])).toString('base64url'),
          ),
      ),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      query,
      text,
      fc.constantFrom('offers', 'conversion-list', 'syncs'),
      async (parameters, id, path) => {
        const filters = Object.fromEntries(
          Object.entries(parameters).map(([name, value]) => [name, wellFormed(String(value))]),
        );
        for (const url of [
          `/api/${path}?${queryOf(filters)}`,
          `/api/offers/${encodeURIComponent(wellFormed(id))}`,
        ]) {
          const { statusCode, body } = await api.request(url);
          expect({
            url,
            statusCode,
            isPlanned: [200, 400, 404].includes(statusCode) || isTemporalUnavailable(body),
          }).toMatchObject({ isPlanned: true });
        }
      },
    ),
    { numRuns: 400 },
  );
  const { body } = await api.request('/api/offers?limit=1');
  expect(body.total).toBe(HOSTILE_TEXTS.length);
});

const isTemporalUnavailable = ({ message }: { message?: string }) =>
  message === 'The Temporal server cannot be reached. Try again later.';

/** The values that a filter asks for: the text itself if it is stored, otherwise its parts between commas. */
function valuesOf(value: string): string[] {
  const parts = value.split(',').map((part) => part.trim());
  return isStored(value) || parts.every((part) => part === '')
    ? [value]
    : parts.filter((part) => part !== '');
}

function isStored(value: string): boolean {
  return HOSTILE_TEXTS.some((name) => fold(name) === fold(value));
}

/** Folds text like the database: ignores case, and replaces NUL, which it cannot store. */
function fold(value: string): string {
  return value.replaceAll('\0', '\uFFFD').toLowerCase();
}

import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../../harness/hostile-texts';
import { createTestDatabase, type TestDatabase } from '../../harness/servers/database';
import { startTestApi } from './test-api';
import { saveTexts } from './save-offers';

const FILTERS = ['country', 'vertical', 'carrier', 'flow', 'search'] as const;
const SORTS = ['offerId', 'offerName', 'payout', 'lastConversionAt', 'updatedAt'];

/** Signs that mean something to SQL, to patterns, to URLs or to JSON, more often than chance would have it. */
const SIGNS = fc.constantFrom(...`'"\`;%_\\$?*()[]{}<>&=+#/-0aA \0\n\x1b\u202e💸ß`);

const text = fc.oneof(
  fc.string({ unit: SIGNS, minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom(...HOSTILE_TEXTS),
  fc
    .tuple(fc.constantFrom(...HOSTILE_TEXTS), fc.nat(20), fc.nat(20))
    .map(([whole, from, length]) => whole.slice(from, from + length + 1) || '%'),
);

let database: TestDatabase;
let api: Awaited<ReturnType<typeof startTestApi>>;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({ databaseUrl: database.databaseUrl });
  await saveTexts(api.store, HOSTILE_TEXTS);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** Half of a sign cannot be spelled in a URL. */
function wellFormed(words: string): string {
  return Buffer.from(words).toString();
}

function queryOf(filters: Record<string, string>): string {
  return new URLSearchParams(filters).toString();
}

test('whatever is asked for is compared as text: nothing but equal texts, and parts of names, is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILTERS),
      text,
      fc.constantFrom(...SORTS),
      async (filter, wanted, sortBy) => {
        const asked = wellFormed(wanted);
        const { statusCode, body } = await api.ask(
          `/api/offers?${queryOf({ [filter]: asked, sortBy, limit: '500' })}`,
        );

        expect({ asked, statusCode }).toEqual({ asked, statusCode: 200 });
        const found = (body.offers as { offerId: string; offerName: string }[]).map(({ offerId }) => offerId);
        const meets = (name: string, at: number) =>
          filter === 'search' ? fold(`t-${at} ${name}`).includes(fold(asked)) : name === asked;
        const right = HOSTILE_TEXTS.flatMap((name, at) => (meets(name, at) ? [`t-${at}`] : []));
        expect({ filter, asked, found: found.sort() }).toEqual({ filter, asked, found: right.sort() });
        expect(body.total).toBe(right.length);
      },
    ),
    { numRuns: 400 },
  );
}, 120_000);

test('all filters at once, a cursor of anybody, any id and any sort are answered, or refused by name', async () => {
  const question = fc.record(
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
      question,
      text,
      fc.constantFrom('offers', 'conversion-list', 'syncs'),
      async (asked, id, path) => {
        const filters = Object.fromEntries(
          Object.entries(asked).map(([name, value]) => [name, wellFormed(String(value))]),
        );
        for (const url of [
          `/api/${path}?${queryOf(filters)}`,
          `/api/offers/${encodeURIComponent(wellFormed(id))}`,
        ]) {
          const { statusCode, body } = await api.ask(url);
          expect({
            url,
            statusCode,
            isPlanned: [200, 400, 404].includes(statusCode) || isTemporalAway(body),
          }).toMatchObject({ isPlanned: true });
        }
      },
    ),
    { numRuns: 400 },
  );
  const { body } = await api.ask('/api/offers?limit=1');
  expect(body.total).toBe(HOSTILE_TEXTS.length);
}, 240_000);

const isTemporalAway = ({ message }: { message?: string }) =>
  message === 'the Temporal server cannot be reached';

/** As the database does: NUL is no text there, and case does not matter. */
function fold(words: string): string {
  return words.replaceAll('\0', '\uFFFD').toLowerCase();
}

import { createStore } from '../../../src/store';
import { applyMigrations } from '../../../src/store/migrations/migrate';
import { readMigrations } from '../../../src/store/migrations/records';
import { answerWith, minute, observedOffer } from '../test-store';
import { useSchemaBefore } from './use-schema-before';

const MIGRATION = '20260110000000_last_conversion_interval';

const schema = useSchemaBefore(MIGRATION);

/** Saves an offer as a worker from before the migration does: its columns, and its times of writing. */
async function saveAsBefore(id: string, at: number, raw: string | null, conversion: string | null) {
  await schema.client.query(
    `INSERT INTO offers AS o (offer_id, observed_at, stale, offer_name, status, last_conv_raw, last_conversion_at)
     VALUES ($1, $2, NULL, 'Games', 'Active', $3, $4)
     ON CONFLICT (offer_id) DO UPDATE SET offer_name = excluded.offer_name, status = excluded.status,
       last_conv_raw = excluded.last_conv_raw, last_conversion_at = excluded.last_conversion_at,
       observed_at = greatest(o.observed_at, excluded.observed_at), stale = NULL,
       updated_at = CASE WHEN o.status IS DISTINCT FROM excluded.status THEN statement_timestamp() ELSE o.updated_at END
     WHERE o.observed_at <= excluded.observed_at`,
    [id, minute(at), raw, conversion],
  );
}

async function readOffers() {
  const { rows } = await schema.client.query<Record<string, unknown>>(
    `SELECT offer_id AS id, last_conversion_at AS at, last_conversion_to AS to, last_conversion_from AS from,
       first_observed_at = least(created_at, observed_at) AS "isFirstKnown" FROM offers ORDER BY offer_id`,
  );
  return rows;
}

test('conversions from before the migration have a wide interval, and are not new when they are observed again', async () => {
  await saveAsBefore('1', 0, '2h', minute(-120));
  await saveAsBefore('2', 0, '<4m', minute(-2));
  await saveAsBefore('3', 0, null, null);
  await saveAsBefore('4', 0, '>30d', minute(-30 * 1_440));
  await expect(applyMigrations(schema.databaseUrl)).resolves.toContain(MIGRATION);

  const wide = (to: number, days: number) => {
    const end = new Date(minute(to));
    return { at: end, to: end, from: new Date(end.getTime() - days * 86_400_000), isFirstKnown: true };
  };
  await expect(readOffers()).resolves.toEqual([
    { id: '1', ...wide(-120, 7) },
    { id: '2', ...wide(0, 3_650) },
    { id: '3', at: null, to: null, from: null, isFirstKnown: true },
    { id: '4', ...wide(-30 * 1_440, 3_650) },
  ]);

  const store = createStore({ databaseUrl: schema.databaseUrl });
  try {
    const again = { raw: '121min', ageSeconds: 121 * 60, precisionSeconds: 60 };
    await store.saveAnswer(
      answerWith([observedOffer('1', { lastConversion: again })], { observedAt: minute(1) }),
    );
    const newer = { raw: '0min', ageSeconds: 0, precisionSeconds: 60 };
    const saved = await store.saveAnswer(
      answerWith([observedOffer('1', { lastConversion: newer })], {
        observedAt: minute(3),
        requestKey: 'batch/2',
      }),
    );
    expect(saved).toMatchObject({ new: 0, changed: 1 });
    await expect(store.readOffer('1')).resolves.toMatchObject({
      lastConversionFrom: minute(2),
      lastConversionTo: minute(3),
    });
  } finally {
    await store.close();
  }
});

test('readers are not locked out while the rows are filled', async () => {
  await saveAsBefore('1', 0, '2h', minute(-120));
  await saveAsBefore('3', 0, null, null);
  const migrations = (await readMigrations()).filter(({ name }) => name >= MIGRATION);
  const written: Record<string, { rows: number; locksReaders: boolean }> = {};
  for (const migration of migrations.slice(0, 2)) {
    await schema.client.query('BEGIN');
    await schema.client.query(migration.sql);
    const { rows } = await schema.client.query<{ rows: number; locksReaders: boolean }>(
      `SELECT (SELECT count(*) FROM offers WHERE xmin = pg_current_xact_id()::xid)::int AS rows,
         EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'offers'::regclass
           AND mode = 'AccessExclusiveLock') AS "locksReaders"`,
    );
    written[migration.name] = rows[0]!;
    await schema.client.query('COMMIT');
  }
  expect(written).toEqual({
    [MIGRATION]: { rows: 0, locksReaders: true },
    [migrations[1]!.name]: { rows: 2, locksReaders: false },
  });
});

test.each([
  ['an offer with a conversion', '1', '3h', minute(-180)],
  ['one without', '3', null, null],
  ['one that is new', '9', null, null],
])('a worker from before the migration cannot save %s', async (_, id, raw, conversion) => {
  await saveAsBefore('1', 0, '2h', minute(-120));
  await saveAsBefore('3', 0, null, null);
  await applyMigrations(schema.databaseUrl);
  const before = await readOffers();
  // A violated CHECK constraint.
  await expect(saveAsBefore(id, 5, raw, conversion)).rejects.toMatchObject({ code: '23514' });
  await expect(readOffers()).resolves.toEqual(before);
});

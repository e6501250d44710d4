import { poll } from '../../../harness/poll';
import { applyMigrations, createStore } from '../../../src/store';
import { answerWith, minute, observedOffer } from '../test-store';
import { useSchemaBefore } from './use-schema-before';

const MIGRATION = '20260121000000_changes_cursor';

const schema = useSchemaBefore(MIGRATION);

const readFiles = async () => {
  const { rows } = await schema.client.query<{ name: string; relfilenode: number }>(
    `SELECT oid::regclass AS name, relfilenode FROM pg_class
     WHERE relnamespace = 'history'::regnamespace AND relname LIKE 'offer_changes%' AND relkind = 'r' ORDER BY 1`,
  );
  return rows;
};

test('rows from before the migration come first, in order of time, and no table is rewritten', async () => {
  await schema.client.query(
    `INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes)
     VALUES ('2', $2, true, '{}'), ('1', $3, true, '{}'), ('3', $1, true, '{}')`,
    [minute(0), minute(1), minute(2)],
  );
  const before = await readFiles();
  await expect(applyMigrations(schema.databaseUrl)).resolves.toContain(MIGRATION);
  await expect(readFiles()).resolves.toEqual(before);

  const store = createStore({ databaseUrl: schema.databaseUrl });
  try {
    await store.saveAnswer(answerWith([observedOffer('0')], { observedAt: minute(0) }));
    await store.maintainHistory({ keepSeconds: 1e9 });
    const { changes } = await poll('all changes can be read', async () => {
      const page = await store.listChanges({ since: minute(0), limit: 10 });
      return page.changes.length === 4 && page;
    });
    expect(changes.map(({ offerId }) => offerId)).toEqual(['3', '2', '1', '0']);
  } finally {
    await store.close();
  }
});

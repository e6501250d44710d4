import { minute, type TestStore } from '../test-store';

/** Makes the history of a test store begin on the day of `minute`, as if it had been migrated before. */
export async function beginHistory({ pool, store, save }: TestStore): Promise<void> {
  await pool.query(`UPDATE _prisma_migrations SET finished_at = $1`, [minute(-60)]);
  // The maintenance creates the partition of the day for its rows.
  await save([{ offerId: 'first', offer: {} }], { observedAt: minute(-30), requestKey: 'first' });
  await store.maintainHistory({ keepSeconds: 10_000 * 86_400 });
}

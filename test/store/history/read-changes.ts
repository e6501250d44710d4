import type { TestStore } from '../test-store';

export interface OfferChange {
  offerId: string;
  observedAt: Date;
  isNew: boolean;
  changes: Record<string, [old: unknown, current: unknown]>;
}

/** The history, by time and offer. */
export async function readChanges({ pool }: Pick<TestStore, 'pool'>): Promise<OfferChange[]> {
  const { rows } = await pool.query<OfferChange>(
    `SELECT offer_id AS "offerId", observed_at AS "observedAt", is_new AS "isNew", changes
     FROM history.offer_changes ORDER BY observed_at, offer_id`,
  );
  return rows;
}

import { Pool } from 'pg';
import type { PlanDatabase } from './plan-database';
import { PLAN_COLUMNS } from './tables';

/** What an upsert changes in an existing row. */
const UPDATED = PLAN_COLUMNS.filter((name) => name !== 'offer_id' && name !== 'created_at');

/**
 * The statement that Prisma sends for `upsert`: all values twice, and the whole row returned. Each is a transaction of its
 * own. Sent by the driver alone and prepared once per connection, it costs less than through Prisma, which favours the plan.
 */
const UPSERT = {
  name: 'upsert',
  text: `INSERT INTO "public"."offers" (${PLAN_COLUMNS.map((name) => `"${name}"`).join(',')})
    VALUES (${PLAN_COLUMNS.map((_name, index) => `$${index + 1}`).join(',')})
    ON CONFLICT ("offer_id") DO UPDATE
    SET ${UPDATED.map((name, index) => `"${name}" = $${PLAN_COLUMNS.length + index + 1}`).join(', ')}
    WHERE ("public"."offers"."offer_id" = $${PLAN_COLUMNS.length + UPDATED.length + 1} AND 1=1)
    RETURNING ${PLAN_COLUMNS.map((name) => `"public"."offers"."${name}"`).join(', ')}`,
};

/** The plan's tables through `pg` alone. */
export function openWithPg(databaseUrl: string): PlanDatabase {
  const pool = new Pool({ connectionString: databaseUrl });
  // The server may end a connection that the pool is closing.
  pool.on('error', () => undefined);
  const readIds = async (query: string) => {
    const { rows } = await pool.query<{ offer_id: string }>(query);
    return rows.map(({ offer_id: offerId }) => offerId);
  };
  return {
    async upsertRow(row) {
      const values = [...PLAN_COLUMNS, ...UPDATED, 'offer_id' as const].map((name) => row[name]);
      await pool.query({ ...UPSERT, values });
    },
    readList: () => readIds('SELECT offer_id FROM conversion_list'),
    async replaceList(offerIds) {
      await pool.query('DELETE FROM conversion_list');
      await pool.query(
        'INSERT INTO conversion_list (offer_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING',
        [offerIds],
      );
    },
    readConverting: () => readIds('SELECT offer_id FROM offers WHERE has_conversion'),
    close: () => pool.end(),
  };
}

import { Client } from 'pg';

/** The plan's `offers`: the first column is the key, the last two are the times of storage. */
const COLUMNS = {
  offer_id: 'text PRIMARY KEY',
  offer_name: 'text',
  status: 'text',
  country: 'text',
  country_name: 'text',
  carrier: 'text',
  vertical: 'text',
  flow: 'text',
  payout: 'double precision NOT NULL',
  currency: 'text',
  daily_cap: 'integer',
  type_traffic: 'text',
  filled_cap: 'integer',
  last_conv: 'timestamp(3)',
  last_conv_raw: 'text',
  has_conversion: 'boolean NOT NULL DEFAULT false',
  last_conversion_at: 'timestamp(3)',
  priority: `text NOT NULL DEFAULT 'LOW'`,
  created_at: 'timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP',
  updated_at: 'timestamp(3) NOT NULL',
};

export type PlanColumn = keyof typeof COLUMNS;

export const PLAN_COLUMNS = Object.keys(COLUMNS) as PlanColumn[];

/** Create the plan's tables, which must not exist. */
export async function createPlanTables(databaseUrl: string): Promise<void> {
  const columns = Object.entries(COLUMNS).map(([name, definition]) => `"${name}" ${definition}`);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`
      CREATE TABLE offers (${columns.join(', ')});
      CREATE TABLE conversion_list (
        id serial PRIMARY KEY,
        offer_id text NOT NULL UNIQUE,
        created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
      )`);
  } finally {
    await client.end();
  }
}

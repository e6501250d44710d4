import { cpus } from 'node:os';
import type { Pool } from 'pg';
import { parseAge } from '../../src/domain/parse/age';
import type { NetworkRow } from '../../src/sandbox/catalogue/to-wire-row';

/** The size of the connection pool that Prisma opens by default. */
export const PLAN_CONNECTIONS = cpus().length * 2 + 1;

/** The plan writes this many offers at a time, each with a statement of its own. */
const OFFERS_AT_A_TIME = 100;

const RECENT_SECONDS = 24 * 3_600;

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

const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

/** What an upsert changes in an existing row. */
const UPDATED = NAMES.filter((name) => name !== 'offer_id' && name !== 'created_at');

type Value = string | number | boolean | Date | null;
export type PlanRow = Record<keyof typeof COLUMNS, Value>;

/** The fields of the network that the plan reads. */
export type PlanOffer = Pick<NetworkRow, keyof NetworkRow & keyof typeof COLUMNS>;

/**
 * The statement that Prisma sends for `upsert`: all values twice, and the whole row returned. Each is a transaction of its
 * own. Sent by the driver alone and prepared once per connection, it costs less than through Prisma, which favours the plan.
 */
const UPSERT = {
  name: 'upsert',
  text: `INSERT INTO "public"."offers" (${NAMES.map((name) => `"${name}"`).join(',')})
    VALUES (${NAMES.map((_name, index) => `$${index + 1}`).join(',')})
    ON CONFLICT ("offer_id") DO UPDATE
    SET ${UPDATED.map((name, index) => `"${name}" = $${NAMES.length + index + 1}`).join(', ')}
    WHERE ("public"."offers"."offer_id" = $${NAMES.length + UPDATED.length + 1} AND 1=1)
    RETURNING ${NAMES.map((name) => `"public"."offers"."${name}"`).join(', ')}`,
};

/** Create the plan's tables. */
export async function createPlanTables(pool: Pool): Promise<void> {
  const columns = Object.entries(COLUMNS).map(([name, definition]) => `"${name}" ${definition}`);
  await pool.query(`
    CREATE TABLE offers (${columns.join(', ')});
    CREATE TABLE conversion_list (
      id serial PRIMARY KEY,
      offer_id text NOT NULL UNIQUE,
      created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
    )`);
}

/** An offer of the network as the plan stores it. Unreadable values become 0 or null. */
export function toPlanRow(offer: PlanOffer, now: Date): PlanRow {
  const age = parseAge(offer.last_conv);
  const ageSeconds = age.kind === 'parsed' ? age.value?.seconds : undefined;
  const hasConversion = ageSeconds !== undefined;
  return {
    offer_id: offer.offer_id,
    offer_name: offer.offer_name,
    status: offer.status,
    country: offer.country,
    country_name: offer.country_name,
    carrier: offer.carrier,
    vertical: offer.vertical,
    flow: offer.flow,
    payout: parseFloat(offer.payout ?? '') || 0,
    currency: offer.currency,
    daily_cap: parseInt(offer.daily_cap ?? '', 10) || null,
    type_traffic: offer.type_traffic,
    filled_cap: parseInt(offer.filled_cap ?? '', 10) || null,
    last_conv: hasConversion ? new Date(now.getTime() - ageSeconds * 1_000) : null,
    last_conv_raw: offer.last_conv,
    has_conversion: hasConversion,
    last_conversion_at: hasConversion ? now : null,
    priority: hasConversion && ageSeconds <= RECENT_SECONDS ? 'HIGH' : 'LOW',
    created_at: now,
    updated_at: now,
  };
}

/** Write rows as the plan does: one statement per row, 100 rows at a time. */
export async function upsertRows(pool: Pool, rows: readonly PlanRow[]): Promise<void> {
  for (let first = 0; first < rows.length; first += OFFERS_AT_A_TIME) {
    const batch = rows.slice(first, first + OFFERS_AT_A_TIME);
    await Promise.all(batch.map((row) => pool.query({ ...UPSERT, values: valuesOf(row) })));
  }
}

function valuesOf(row: PlanRow): Value[] {
  return [...NAMES.map((name) => row[name]), ...UPDATED.map((name) => row[name]), row.offer_id];
}

/** The ids on the list. */
export async function readList(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ offer_id: string }>('SELECT offer_id FROM conversion_list');
  return rows.map(({ offer_id: offerId }) => offerId);
}

/** Replace the list as the plan does: empty it, then fill it. */
export async function replaceList(pool: Pool, offerIds: readonly string[]): Promise<void> {
  await pool.query('DELETE FROM conversion_list');
  await pool.query(
    'INSERT INTO conversion_list (offer_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING',
    [offerIds],
  );
}

/** The ids of the offers with a conversion, from which the plan's hourly job fills the list. */
export async function readConverting(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ offer_id: string }>('SELECT offer_id FROM offers WHERE has_conversion');
  return rows.map(({ offer_id: offerId }) => offerId);
}

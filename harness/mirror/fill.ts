import { Client } from 'pg';
import { fillRhythms } from './fill-rhythms';
import { random } from './sql-random';

const COUNTRIES = 'PT ES BR ZA TH ID IN CI TR PL GR IQ KE MX SA DE'.split(' ');
const CARRIERS = ['Vodafone', 'Orange', 'MTN', 'Airtel', 'WIFI', 'All'];
const VERTICALS = ['Video', 'Games', 'Sweepstakes', 'Dating', 'Utilities', 'Sports', 'Adult'];
const FLOWS = ['1-Click', '2-Click', 'PIN Submit', 'MO', 'Click to SMS', 'CC Submit'];
const TITLES = ['Video Club', 'Kids Games', 'Crème de la Crème', 'Futebol São Paulo', 'Ringtones & more'];

/** Values of the offers in the filled mirror, for filters that match some of them. */
export const FILL_VALUES = { COUNTRIES, CARRIERS, VERTICALS, FLOWS, TITLES };

/** A FULL stores 100 offers per statement, which share the time of their update. */
const OFFERS_PER_STATEMENT = 100;

/** One offer in 28 converts, as in the sandbox; the oldest conversion is three days old. */
const CONVERTING_ONE_IN = 28;
const OLDEST_CONVERSION_SECONDS = 3 * 86_400;

const oneOf = (values: string[], salt: number) =>
  `(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])[1 + ${random(salt)} % ${values.length}]`;

const FILL = `
INSERT INTO offers (offer_id, offer_name, status, country, country_name, carrier, vertical, flow, model, payout,
  currency, daily_cap, daily_cap_kind, filled_cap, filled_cap_kind, type_traffic, time_frame, traffic_restrictions,
  landing_page, thumbnails, offer_url, last_conv_raw, last_conversion_from, last_conversion_to,
  last_conversion_at, observed_at, first_observed_at, created_at, updated_at)
SELECT offer_id, 'Offer ' || offer_id || ' ' || country || ' ' || title || ' (' || flow || ')',
  CASE WHEN ${random(1)} % 100 < 85 THEN 'Active' WHEN ${random(1)} % 100 < 97 THEN 'Paused' ELSE 'Blocked' END,
  country, 'Country ' || country, carrier, ${oneOf(VERTICALS, 2)}, flow, 'CPA',
  CASE WHEN ${random(3)} % 50 > 0 THEN (50 + ${random(4)} % 9950) / 1000.0 END::numeric(10, 3),
  CASE WHEN ${random(14)} % 10 > 0 THEN 'USD' WHEN ${random(14)} % 5000 > 0 THEN 'EUR' ELSE 'BRL' END,
  580, 'count', ${random(5)} % 101, 'percent', 'Mainstream, Adult', '24/7', 'Google UAC & Facebook not allowed',
  'https://example.com/landing/' || offer_id, 'https://example.com/pictures/' || offer_id || '.jpg',
  'https://example.com/click?offer=' || offer_id || '&source={source}&click_id={click_id}',
  CASE WHEN is_converting THEN age / 60 || 'min' END,
  CASE WHEN is_converting THEN now() - (age + 60) * interval '1 second' END,
  CASE WHEN is_converting THEN now() - age * interval '1 second' END,
  CASE WHEN is_converting THEN now() - age * interval '1 second' END,
  now(), now() - interval '7 days', now() - interval '7 days', now() - n / ${OFFERS_PER_STATEMENT} * interval '1 second'
FROM (
  SELECT n, (1000 + 4 * n + ${random(6)} % 4)::text AS offer_id, ${oneOf(COUNTRIES, 7)} AS country,
    ${oneOf(TITLES, 8)} AS title, ${oneOf(FLOWS, 9)} AS flow,
    CASE WHEN ${random(10)} % 8 > 0 THEN ${oneOf(CARRIERS, 11)} END AS carrier,
    ${random(12)} % ${CONVERTING_ONE_IN} = 0 AS is_converting, ${random(13)} % ${OLDEST_CONVERSION_SECONDS} AS age
  FROM generate_series(1, $1::int) AS n
) AS generated`;

export interface FillOptions {
  /** Each offer that converts also has a rhythm, and those that are Active a score. Default: false, as in a new mirror. */
  withRhythms?: boolean;
}

/** Fill an empty, migrated mirror with this number of offers, as a FULL would have stored them. */
export async function fillMirror(
  databaseUrl: string,
  offers: number,
  { withRhythms = false }: FillOptions = {},
): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await withoutIndexes(client, async () => {
      await client.query(FILL, [offers]);
      await client.query(
        `INSERT INTO offer_names (offer_id, words) SELECT offer_id, lower(concat_ws(' ', offer_id, offer_name) COLLATE "default") FROM offers`,
      );
    });
    await client.query(
      `INSERT INTO conversion_list (offer_id)
       SELECT offer_id FROM offers WHERE status = 'Active' AND last_conversion_hour IS NOT NULL`,
    );
    if (withRhythms) await fillRhythms(client);
    await client.query(`INSERT INTO mirror_source (source) VALUES ('filled')`);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** Creating indexes after the rows takes a tenth of the time of updating them row by row. */
async function withoutIndexes(client: Client, fill: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE tablename IN ('offers', 'offer_names') AND indexname NOT LIKE '%_pkey'`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await fill();
  for (const { definition } of rows) await client.query(definition);
}

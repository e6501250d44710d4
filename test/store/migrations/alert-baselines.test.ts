import { applyMigrations } from '../../../src/store/migrations/migrate';
import { minute } from '../test-store';
import { useSchemaBefore } from './use-schema-before';

const MIGRATION = '20260128000000_alert_baseline_levels';

const schema = useSchemaBefore(MIGRATION);

interface EpisodeBefore {
  offerId: string;
  startedAt: string;
  recordedAfter: string;
  level?: number;
  endedAt?: string;
  isSent?: boolean;
}

async function addOffer(offerId: string, stale: object | null = null) {
  await schema.client.query(
    `INSERT INTO offers (offer_id, status, observed_at, first_observed_at, stale) VALUES ($1, 'Active', $2, $2, $3)`,
    [offerId, minute(0), stale],
  );
  await schema.client.query(`INSERT INTO alert_baselines (offer_id, status) VALUES ($1, 'Active')`, [
    offerId,
  ]);
}

async function addEpisode(episode: EpisodeBefore) {
  const { offerId, startedAt, recordedAfter, level = 80, endedAt = null, isSent = false } = episode;
  await schema.client.query(
    `INSERT INTO episodes (kind, offer_id, started_at, ended_at, facts, end_facts, is_sent, created_at)
     VALUES ('cap_reached', $1, $2, $3, $4, $5, $6, '2026-01-05T11:00Z'::timestamptz + $7::interval)`,
    [offerId, startedAt, endedAt, { level }, endedAt && {}, isSent, recordedAfter],
  );
}

test('the caps that were used at the first look are no episodes, and later ones are kept', async () => {
  for (const offerId of ['1', '2', '3', '4', '5']) await addOffer(offerId);
  // The first step that judged, and the first look at a new offer.
  await addEpisode({ offerId: '1', startedAt: minute(40), recordedAfter: '0 s' });
  await addEpisode({ offerId: '2', startedAt: minute(41), recordedAfter: '2 s', endedAt: minute(90) });
  await addEpisode({ offerId: '3', startedAt: minute(0), recordedAfter: '1 day' });
  // One that was sent at a further level, and one that began later.
  await addEpisode({ offerId: '4', startedAt: minute(42), recordedAfter: '3 s', level: 90, isSent: true });
  await addEpisode({ offerId: '5', startedAt: minute(50), recordedAfter: '10 minutes' });
  await schema.client.query(
    `INSERT INTO episode_totals VALUES ('cap_reached', 5, 1), ('status_changed', 9, 9)`,
  );

  await expect(applyMigrations(schema.databaseUrl)).resolves.toContain(MIGRATION);

  const { rows } = await schema.client.query(
    `SELECT b.offer_id, cap_level, e.id IS NOT NULL AS is_open FROM alert_baselines AS b LEFT JOIN episodes AS e USING (offer_id) ORDER BY 1`,
  );
  expect(rows).toEqual([
    { offer_id: '1', cap_level: null, is_open: false },
    { offer_id: '2', cap_level: null, is_open: false },
    { offer_id: '3', cap_level: null, is_open: false },
    { offer_id: '4', cap_level: 90, is_open: true },
    { offer_id: '5', cap_level: 80, is_open: true },
  ]);
  const totals = await schema.client.query('SELECT * FROM episode_totals ORDER BY kind');
  expect(totals.rows).toEqual([
    { kind: 'cap_reached', started: '2', ended: '0' },
    { kind: 'status_changed', started: '9', ended: '9' },
  ]);
});

test('a payout and a currency that were never readable are not known', async () => {
  await addOffer('1');
  await addOffer('2', { payout: null, currency: minute(-5) });
  await addOffer('3', { currency: null });
  await applyMigrations(schema.databaseUrl);
  const { rows } = await schema.client.query(
    'SELECT offer_id, payout_known, currency_known FROM alert_baselines ORDER BY offer_id',
  );
  expect(rows).toEqual([
    { offer_id: '1', payout_known: true, currency_known: true },
    { offer_id: '2', payout_known: false, currency_known: true },
    { offer_id: '3', payout_known: true, currency_known: false },
  ]);
});

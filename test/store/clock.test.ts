import { setTimeout as wait } from 'node:timers/promises';
import { poll } from '../../harness/poll';
import { createStore } from '../../src/store';
import { CLOCK_COLUMNS } from '../../src/store/clock';
import { answerWith, beginRun, finishRun, observedOffer, runOf, useTestStore } from './test-store';

const context = useTestStore();

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The time that many milliseconds from now, by the database's clock. */
async function fromNow(ms: number): Promise<string> {
  return new Date(Date.parse(await context.store.readClock()) + ms).toISOString().replace('Z', '000Z');
}

/** Set the clock back as a mirror sees it: everything recorded so far, and the mark, is that much in the future. */
async function setClockBack(ms: number): Promise<void> {
  const interval = `${ms} milliseconds`;
  await context.pool.query(`UPDATE clock_high_water SET latest = clock_timestamp() + $1::interval`, [
    interval,
  ]);
  await context.pool.query(
    'UPDATE sync_runs SET started_at = started_at + $1::interval, finished_at = finished_at + $1::interval',
    [interval],
  );
}

const readMark = async () => {
  const { rows } = await context.pool.query<{ latest: Date }>('SELECT latest FROM clock_high_water');
  return rows[0]!.latest.getTime();
};

test('the mark follows the clock, and is written at most every 30 seconds', async () => {
  const { store } = context;
  await store.readClock();
  const first = await readMark();
  expect(Math.abs(first - Date.now())).toBeLessThan(10_000);

  await wait(5);
  await store.readClock();
  expect(await readMark()).toBe(first);

  await context.pool.query("UPDATE clock_high_water SET latest = clock_timestamp() - interval '31 seconds'");
  const now = await store.readClock();
  expect(await readMark()).toBe(Date.parse(now));
});

test('a clock that was set back by more than a minute is an error that names both times, and keeps the mark', async () => {
  const { store } = context;
  await setClockBack(50_000);
  expect(await store.readClock()).toMatch(/^20/);

  await setClockBack(25 * MINUTE_MS);
  const mark = await readMark();
  const read = store.readClock();
  await expect(read).rejects.toMatchObject({ outcome: 'clock_behind' });
  await expect(read).rejects.toThrow(
    new RegExp(`at ${new Date(mark).toISOString().slice(0, 19)}Z: .*mobipium-sync clock reset`),
  );
  expect(await readMark()).toBe(mark);
  expect(await store.readClockLag()).toBeGreaterThan(24 * 60);
});

test('a mark that is missing is restored from the observations, so that a clock that was set back is still found', async () => {
  const { store, pool } = context;
  await pool.query('DELETE FROM clock_high_water');
  expect(await store.readClock()).toMatch(/^20/);
  expect(Math.abs((await readMark()) - Date.now())).toBeLessThan(10_000);

  await beginRun(context, { run: runOf('long-ago') });
  await setClockBack(2 * HOUR_MS);
  await pool.query('DELETE FROM clock_high_water');
  await expect(store.readClock()).rejects.toMatchObject({ outcome: 'clock_behind' });
});

test('a run that completed in the future has no age, and is not the last one', async () => {
  const { store } = context;
  const [before, ahead, after] = ['before', 'ahead', 'after'].map(runOf);
  await beginRun(context, { run: ahead!, kind: 'high' });
  await finishRun(context, { run: ahead! });
  expect((await store.readFreshness()).lastHigh).toMatchObject({ ageSeconds: expect.any(Number) as number });
  await setClockBack(2 * HOUR_MS);
  await beginRun(context, { run: before!, kind: 'high' });
  await finishRun(context, { run: before! });
  await beginRun(context, { run: after!, kind: 'high' });
  await finishRun(context, { run: after!, status: 'failed', error: 'the clock' });

  expect(await store.readFreshness()).toEqual({ lastHigh: null, lastFull: null });
  expect((await store.readLastFinished()).high).toMatchObject({ status: 'failed', error: 'the clock' });
  expect(await store.readClockLag()).toBeGreaterThan(7_100);
});

test('a reset moves what is in the future back by the same interval: the next observation wins again', async () => {
  const { store, save, pool } = context;
  const [observed, ahead, latest] = await Promise.all([-HOUR_MS, 3 * HOUR_MS, 4 * HOUR_MS].map(fromNow));
  await beginRun(context);
  await save([observedOffer('past'), observedOffer('kept')], { observedAt: observed! });
  await save([observedOffer('1'), observedOffer('2')], { observedAt: ahead! });
  const { payout: _, ...withoutPayout } = observedOffer('2', { status: 'Paused' }).offer;
  await save([{ offerId: '2', offer: withoutPayout }], { observedAt: latest!, requestKey: 'batch/2' });
  await finishRun(context);
  const past = await store.readOffer('past');
  const [one, two] = await Promise.all(['1', '2'].map((id) => store.readOffer(id)));

  const reset = await store.resetClock();

  expect(reset).toMatchObject({ offers: 2, runs: 0 });
  expect(Math.abs(reset.aheadSeconds - 4 * 3_600)).toBeLessThan(30);
  expect(await store.readOffer('past')).toEqual({
    ...past,
    // Both depend on the present time.
    lastConversionAgeSeconds: expect.any(Number) as number,
    spark: expect.any(Array) as number[],
  });
  const [oneAfter, twoAfter] = await Promise.all(['1', '2'].map((id) => store.readOffer(id)));
  const hoursBack = (from: string | null, to: string | null) =>
    Math.round((Date.parse(from!) - Date.parse(to!)) / HOUR_MS);
  for (const [from, to] of [
    [one, oneAfter],
    [two, twoAfter],
  ] as const) {
    expect(hoursBack(from!.observedAt, to!.observedAt)).toBe(4);
    expect(hoursBack(from!.lastConversionAt, to!.lastConversionAt)).toBe(4);
    expect(hoursBack(from!.updatedAt, to!.updatedAt)).toBe(4);
  }
  // The payout of the second offer is an hour older than its other values, before and after.
  const payoutAge = (row: typeof two) => hoursBack(row!.observedAt, row!.stale!.payout!);
  expect([payoutAge(two), payoutAge(twoAfter)]).toEqual([1, 1]);
  expect(await store.readClockLag()).toBeLessThan(2);

  await wait(20);
  await save([observedOffer('1', { payout: '9.990' }), observedOffer('2', { payout: '9.990' })], {
    observedAt: await store.readClock(),
  });
  expect(await store.readOffer('1')).toMatchObject({ payout: '9.990' });
  expect(await store.readOffer('2')).toMatchObject({ payout: '9.990', status: 'Active', stale: null });
  const { rows } = await pool.query('SELECT 1 FROM offers WHERE observed_at > clock_timestamp()');
  expect(rows).toEqual([]);
  expect(await store.resetClock()).toEqual({ aheadSeconds: 0, offers: 0, runs: 0 });
});

test('a reset brings the freshness back, and keeps the order and duration of runs', async () => {
  const { store } = context;
  for (const id of ['first', 'second']) {
    await beginRun(context, { run: runOf(id), kind: 'high' });
    await finishRun(context, { run: runOf(id) });
  }
  await setClockBack(2 * HOUR_MS);

  expect(await store.resetClock()).toMatchObject({ runs: 2 });

  expect((await store.readFreshness()).lastHigh!.ageSeconds).toBeLessThan(60);
  expect((await store.listRuns({ limit: 5 })).runs.map(({ workflowId }) => workflowId)).toEqual([
    'second',
    'first',
  ]);
  const { startedAt, finishedAt, durationMs } = (await store.readRun('second'))!;
  expect(Math.abs(Date.parse(finishedAt!) - Date.parse(startedAt) - durationMs!)).toBeLessThan(5);
});

test('a reset waits for a run that is writing its result, and neither fails', async () => {
  const { store, pool } = context;
  const { workflowId, runId } = runOf('refresh');
  await beginRun(context, { run: { workflowId, runId } });
  await setClockBack(2 * HOUR_MS);
  const client = await pool.connect();
  let reset: ReturnType<typeof store.resetClock>;
  try {
    // As a refresh of the list: it locks the row of its run first, and updates it last.
    await client.query('BEGIN');
    await client.query('SELECT FROM sync_runs WHERE workflow_id = $1 AND run_id = $2 FOR UPDATE', [
      workflowId,
      runId,
    ]);
    reset = store.resetClock();
    await poll('the reset waits', async () => {
      const { rowCount } = await pool.query(
        `SELECT FROM pg_locks JOIN pg_database AS d ON d.oid = database WHERE datname = current_database() AND NOT granted`,
      );
      return rowCount! > 0;
    });
    await client.query('UPDATE sync_runs SET list_before = 1 WHERE workflow_id = $1 AND run_id = $2', [
      workflowId,
      runId,
    ]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  expect(await reset).toMatchObject({ runs: 1 });
});

test('a reset may take longer than other statements', async () => {
  await beginRun(context);
  await setClockBack(2 * HOUR_MS);
  await context.pool.query(
    `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NEW; END';
     CREATE TRIGGER slow BEFORE UPDATE ON sync_runs FOR EACH ROW EXECUTE FUNCTION slow()`,
  );
  const store = createStore({ databaseUrl: `${context.databaseUrl}?statement_timeout=500` });
  try {
    expect(await store.resetClock()).toMatchObject({ runs: 1 });
  } finally {
    await store.close();
  }
});

test('a reset covers every column with a time of the clock', async () => {
  const { rows } = await context.pool.query<{ table: string; column: string }>(
    `SELECT CASE WHEN table_schema = 'history' THEN 'history.' ELSE '' END || table_name AS table, column_name AS column
     FROM information_schema.columns
     WHERE table_schema IN ('public', 'history') AND data_type LIKE 'timestamp%' AND is_generated = 'NEVER'
       AND table_name NOT IN ('mirror_source', 'mirror_identity', 'request_pacing', '_prisma_migrations', 'alert_history')
       AND table_name !~ '^offer_changes_'
       -- Counts of whole hours, which cannot be moved by minutes.
       AND table_name NOT LIKE 'conversions%'
       -- A time that a person has chosen.
       AND column_name <> 'muted_until'`,
  );
  const covered = Object.entries(CLOCK_COLUMNS).flatMap(([table, columns]) =>
    columns.map((column) => `${table}.${column}`),
  );
  const dependent = [
    ...['from', 'to', 'at'].map((end) => `offers.last_conversion_${end}`),
    'sync_runs.deadline_at',
    ...['conversion_to', 'stop_deadline', 'rescore_at'].map((column) => `offer_rhythms.${column}`),
  ];
  expect([...covered, ...dependent].sort()).toEqual(
    rows.map(({ table, column }) => `${table}.${column}`).sort(),
  );
});

test('an answer that is older than its limit is refused as a whole, and a younger one is saved', async () => {
  const { store, pool } = context;
  await beginRun(context);
  const rejected = [{ offerId: '1', field: 'payout', reason: 'unreadable', raw: '"x"' }];
  const answer = answerWith([observedOffer('1')], { observedAt: await fromNow(-40_000), rejected });

  const save = store.saveAnswer({ ...answer, maxAgeMs: 35_000 });
  await expect(save).rejects.toMatchObject({ outcome: 'too_old' });

  const count = async (table: string) =>
    (await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).rows[0]!.count;
  for (const table of ['offers', 'offer_names', 'run_requests', 'rejected_rows'])
    expect(await count(table)).toBe(0);
  expect(await store.saveAnswer({ ...answer, maxAgeMs: 120_000 })).toMatchObject({ received: 1, new: 1 });
});

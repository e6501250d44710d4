import type { PoolClient } from 'pg';
import { createRandom } from '../../../harness/random';
import type { ObservedOffer } from '../../../src/domain/offer';
import { observe } from '../../../src/domain/rhythm/observe';
import { RHYTHM_DEFAULTS } from '../../../src/domain/rhythm/settings';
import { createRhythm } from '../../../src/domain/rhythm/state';
import type { RunKey, SyncKind } from '../../../src/domain/run';
import { foldRhythms, lockRhythms, readRhythmWork, type RhythmNews } from '../../../src/store/rhythm/fold';
import { toStateColumns } from '../../../src/store/rhythm/states';
import { readRunColumns } from '../../../src/store/runs/lock';
import { beginRun, observedOffer, type TestStore } from '../test-store';

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A midnight (UTC), in seconds since 1970. */
export const START = Date.UTC(2026, 0, 5) / 1_000;

export function instantOf(seconds: number): string {
  return new Date(Math.round(seconds * 1_000)).toISOString().replace('Z', '000Z');
}

/** An Active offer whose last conversion was at this time, as the network states it: in whole minutes. Null: none. */
export function converted(
  offerId: string,
  lastConversion: number | null,
  at: number,
  more: Partial<ObservedOffer['offer']> = {},
): ObservedOffer {
  const minutes = lastConversion === null ? 0 : Math.floor((at - lastConversion) / MINUTE);
  return observedOffer(offerId, {
    lastConversion:
      lastConversion === null
        ? { raw: null, ageSeconds: null, precisionSeconds: null }
        : { raw: `${minutes}min`, ageSeconds: minutes * MINUTE, precisionSeconds: MINUTE },
    ...more,
  });
}

let runs = 0;

/** Saves what a run of this kind observes at a time, without its last step. */
export async function saveRun(
  context: TestStore,
  at: number,
  offers: ObservedOffer[],
  kind: SyncKind = 'high',
): Promise<RunKey> {
  runs += 1;
  const run = { workflowId: `${kind}-${runs}`, runId: 'first' };
  await beginRun(context, { run, kind });
  if (offers.length > 0) await context.save(offers, { run, observedAt: instantOf(at) });
  return run;
}

/** The last step of a run, as part of a transaction. */
export async function foldRun(client: PoolClient, run: RunKey): Promise<RhythmNews[]> {
  await lockRhythms(client);
  const { kind } = await readRunColumns<{ kind: SyncKind }>(client, run, 'kind');
  return foldRhythms(client, await readRhythmWork(client, run, kind));
}

/** The last step of a run. Returns what it starts and ends. */
export async function fold({ pool }: TestStore, run: RunKey): Promise<RhythmNews[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const news = await foldRun(client, run);
    await client.query('COMMIT');
    return news;
  } finally {
    client.release();
  }
}

/** A run of this kind, from its observations to its last step. */
export async function liveRun(...[context, ...observed]: Parameters<typeof saveRun>): Promise<RhythmNews[]> {
  return fold(context, await saveRun(context, ...observed));
}

/** Gives offers that the mirror has the rhythm of random conversions that were observed every two minutes since `START`. */
export async function learn(
  { pool }: TestStore,
  offerIds: readonly string[],
  { gap, until, seed = 1 }: { gap: number; until: number; seed?: number },
): Promise<void> {
  const random = createRandom(seed);
  let rhythm = createRhythm();
  let last = START;
  for (let at = START + 60, next = START; at <= until; at += 2 * MINUTE) {
    for (; next <= at; next -= Math.log(1 - random()) * gap) last = next;
    const to = at - Math.floor((at - last) / MINUTE) * MINUTE;
    rhythm = observe(
      rhythm,
      { at, isActive: true, lastConversion: { from: to - MINUTE, to } },
      RHYTHM_DEFAULTS,
    ).rhythm;
  }
  // Settings that differ from those of the offer, so that the next step computes the other columns.
  await pool.query(
    `UPDATE offer_rhythms SET observed_at = to_timestamp($2), conversion_to = to_timestamp($3), settings = ''
     WHERE offer_id = ANY ($1)`,
    [offerIds, rhythm.observedAt, rhythm.conversion!.to],
  );
  const { hourlyCount, hourlyExposure, gapHistogram, state } = toStateColumns(rhythm);
  await pool.query(
    `UPDATE rhythm_states SET (hourly_count, hourly_exposure, gap_histogram, state) = ($2, $3, $4, $5) WHERE offer_id = ANY ($1)`,
    [offerIds, hourlyCount, hourlyExposure, gapHistogram, state],
  );
}

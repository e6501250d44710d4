import type { ObservedOffer } from '../../../src/domain/offer';
import type { RunKey, SyncKind } from '../../../src/domain/run';
import { foldRhythms, type RhythmNews } from '../../../src/store/rhythm/fold';
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

/** The last step of a run. Returns what it starts and ends. */
export async function fold({ pool }: TestStore, run: RunKey): Promise<RhythmNews[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const news = await foldRhythms(client, run);
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

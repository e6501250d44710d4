import type { PoolClient } from 'pg';
import { applySettings, type Judged, type RhythmEvent } from '../../domain/rhythm/episodes';
import { expectConversions } from '../../domain/rhythm/hourly-rate';
import { observe } from '../../domain/rhythm/observe';
import { rescoreTime, scoreRhythm } from '../../domain/rhythm/score';
import type { RhythmSettings } from '../../domain/rhythm/settings';
import { createRhythm, type Interval, type Rhythm } from '../../domain/rhythm/state';
import { sum } from '../../domain/rhythm/sum';
import type { RunKey, SyncKind } from '../../domain/run';
import { judgeNetwork, listNetworkSilences } from './network-silence';
import { type NewObservation, readObservations } from './observations';
import { parseSettings } from './settings';
import { toStateColumns } from './states';

/** What an observation has started or ended, and the rhythm after it. */
export interface RhythmNews {
  offerId: string;
  event: RhythmEvent;
  rhythm: Rhythm;
}

/** Key of the advisory lock. */
const RHYTHM_LOCK = 7_266_010;

/** Rhythms written by one statement. Other work of the process gets its turn in between. */
const BATCH_SIZE = 50;

/** What the rhythms do not include yet. */
export interface RhythmWork {
  observations: NewObservation[];
  /** Those of the network that may be part of a silence of these offers. */
  silences: Interval[];
}

/**
 * Takes the lock of this step, until the transaction ends: concurrent steps run one after the other. A statement of its own, so
 * that the snapshot of the next one includes the changes of the previous holder.
 */
export async function lockRhythms(client: PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [RHYTHM_LOCK]);
}

/**
 * Reads the observations since the last step, records the time of those without news, and judges the silence of the network.
 * Part of the transaction of {@link foldRhythms}, which holds the lock.
 */
export async function readRhythmWork(client: PoolClient, run: RunKey, kind: SyncKind): Promise<RhythmWork> {
  const { withNews, latestAt, tick } = await readObservations(client, run, kind === 'high' ? 'high' : 'all');
  if (kind === 'high' && latestAt !== null) await judgeNetwork(client, latestAt, tick);
  const since = Math.min(...withNews.flatMap(({ known }) => known?.conversion?.to ?? []));
  const silences = Number.isFinite(since) ? await listNetworkSilences(client, since) : [];
  return { observations: withNews, silences };
}

/**
 * Updates the rhythms with the observations since the last step: once for each run, after its answers are saved. A step that
 * failed is made up for by the next one. Part of the caller's transaction, which holds the lock of {@link lockRhythms}.
 *
 * @returns what started and ended, once: it has to be recorded in the same transaction.
 */
export async function foldRhythms(
  client: PoolClient,
  { observations, silences }: RhythmWork,
): Promise<RhythmNews[]> {
  const news: RhythmNews[] = [];
  let saved: Promise<unknown> | undefined;
  for (let from = 0; from < observations.length; from += BATCH_SIZE) {
    const folded = observations
      .slice(from, from + BATCH_SIZE)
      .map((observation) => fold(observation, silences));
    const rows = JSON.stringify(folded.map(toRow));
    await saved;
    // The server saves these while the next ones are folded.
    saved = client.query(SAVE_RHYTHMS, [rows]);
    saved.catch(() => undefined);
    for (const { observation, rhythm, events } of folded)
      news.push(...events.map((event) => ({ offerId: observation.offerId, event, rhythm })));
  }
  await saved;
  return news;
}

interface Folded extends Judged {
  observation: NewObservation;
  settings: RhythmSettings;
  /** Seconds of the silence in which the network was silent. */
  networkSilence: number;
}

function fold(observation: NewObservation, silences: readonly Interval[]): Folded {
  const { at, isActive, conversionFrom, conversionTo, settings: settingsText } = observation;
  const settings = parseSettings(settingsText);
  const known = observation.known ?? createRhythm();
  const lastConversion =
    conversionFrom === null || conversionTo === null ? null : { from: conversionFrom, to: conversionTo };
  const present = { from: known.conversion?.to ?? at, to: at };
  const { rhythm, events } = observe(
    settingsText === observation.knownSettings ? known : applySettings(known, settings),
    {
      at,
      isActive,
      lastConversion,
      networkSilence: silences.some(({ to }) => to === Infinity)
        ? Infinity
        : sum(silences.map((silence) => overlap(silence, present))),
    },
    settings,
  );
  const silence = { from: rhythm.conversion!.to, to: at };
  const networkSilence = sum(silences.map((span) => overlap(span, silence)));
  return { observation, settings, rhythm, events, networkSilence };
}

function overlap(a: Interval, b: Interval): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

/** One JSON text costs this process a third of arrays with a text of each value. */
const SAVE_RHYTHMS = `
WITH folded AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1) AS folded ("offerId" text, "observedAt" timestamptz, "conversionTo" float8,
    "stopDeadline" float8, "perHour" float8, score float8, "rescoreAt" float8, settings text,
    "hourlyCount" float8[], "hourlyExposure" float8[], "gapHistogram" float8[], state jsonb)
), states AS (
  INSERT INTO rhythm_states (offer_id, hourly_count, hourly_exposure, gap_histogram, state)
  SELECT "offerId", "hourlyCount", "hourlyExposure", "gapHistogram", state FROM folded
  ON CONFLICT (offer_id) DO UPDATE SET (hourly_count, hourly_exposure, gap_histogram, state) =
    (excluded.hourly_count, excluded.hourly_exposure, excluded.gap_histogram, excluded.state)
)
INSERT INTO offer_rhythms (offer_id, observed_at, conversion_to, stop_deadline, per_hour, score, rescore_at, settings)
SELECT "offerId", "observedAt", to_timestamp("conversionTo"), to_timestamp("stopDeadline"), "perHour", score,
  to_timestamp("rescoreAt"), settings
FROM folded
ON CONFLICT (offer_id) DO UPDATE SET
  (observed_at, conversion_to, stop_deadline, per_hour, score, rescore_at, settings) =
  (excluded.observed_at, excluded.conversion_to, excluded.stop_deadline, excluded.per_hour, excluded.score,
    excluded.rescore_at, excluded.settings)`;

function toRow({ observation, settings, rhythm, networkSilence }: Folded) {
  const { offerId, observedAt, at, isActive, settings: settingsText } = observation;
  const expected = expectConversions(rhythm, settings.priorCount);
  const score = scoreRhythm(rhythm, at, expected, networkSilence);
  const isKnown = sum(rhythm.gapHistogram) >= settings.minCount;
  return {
    offerId,
    observedAt,
    conversionTo: rhythm.conversion!.to,
    stopDeadline: rhythm.stopped === null ? rhythm.stopDeadline : null,
    perHour: isKnown ? score.perHour : 0,
    score: isActive ? score.score : null,
    rescoreAt: rescoreTime(rhythm, at, score, expected, networkSilence),
    settings: settingsText,
    ...toStateColumns(rhythm),
  };
}

import type { Pool } from 'pg';
import type { OfferStatus } from '../../domain/offer';
import { describeRhythm } from '../../domain/rhythm/describe';
import { RHYTHM_DEFAULTS } from '../../domain/rhythm/settings';
import { prepare } from '../prepared';
import { RHYTHM_STATE, type RhythmStateRow, toRhythm } from './states';

/**
 * How often an offer converts, as of its last observation. Null: too little is known, or the offer is not Active.
 *
 * Conversions between two observations are seen as one: the figures are of conversions seen.
 */
export interface OfferFigures {
  /** Conversions expected in the hour after the last observation. Null before `MIN_OBSERVATIONS`. */
  conversionsPerHour: number | null;
  /** The mean time between two conversions. Null before `MIN_OBSERVATIONS`. */
  usualGapSeconds: number | null;
  /** From the last conversion until the last observation. */
  silentForSeconds: number | null;
  /** A silence of this length comes by chance once in this time, in seconds. Null before `MIN_OBSERVATIONS`. */
  onceIn: number | null;
  /** "Fast and often": see docs/history.md. Null: the offer is not Active, or never converted. */
  score: number | null;
  /** Conversions seen since the mirror knows the offer: what the figures rest on. */
  observations: number;
  /** Conversions seen in each of the last 24 hours (UTC); the last one is the present hour. */
  spark: number[];
}

/** With fewer conversions seen, the rhythm of an offer is not known. */
const MIN_OBSERVATIONS = RHYTHM_DEFAULTS.minCount;

const HOURS = 24;

const readRhythms = prepare<RhythmRow & { offerId: string }>(
  'read-rhythms',
  `SELECT r.offer_id AS "offerId", extract(epoch FROM observed_at)::float8 AS at, score, ${RHYTHM_STATE}
   FROM offer_rhythms AS r JOIN rhythm_states AS s USING (offer_id) WHERE offer_id = ANY ($1::text[])`,
);

/** One row for each offer: rows for each hour cost this process more. */
const readSparks = prepare<{ offerId: string; hoursAgo: number[]; seen: number[] }>(
  'read-sparks',
  `SELECT offer_id AS "offerId", json_agg(date_part('hour', present - hour)) AS "hoursAgo", json_agg(seen) AS seen
   FROM history.conversions_seen, (SELECT date_trunc('hour', now(), 'UTC') AS present) AS clock
   WHERE offer_id = ANY ($1::text[]) AND hour > present - interval '${HOURS} hours' AND hour <= present
   GROUP BY offer_id`,
);

/** The offer of figures. */
interface Described {
  offerId: string;
  status: OfferStatus | null;
}

/** Adds to each offer how often it converts. */
export async function addFigures<T extends Described>(
  pool: Pool,
  offers: readonly T[],
): Promise<(T & OfferFigures)[]> {
  const figuresOf = await readFigures(pool, offers);
  return offers.map((offer) => ({ ...offer, ...(figuresOf.get(offer.offerId) ?? noFigures()) }));
}

/** Adds to each offer how often it converts, in JSON. `json`: an object with a field. */
export async function addFiguresJson(
  pool: Pool,
  offers: readonly (Described & { json: string })[],
): Promise<string[]> {
  const figuresOf = await readFigures(pool, offers);
  return offers.map(({ offerId, json }) => {
    const figures = figuresOf.get(offerId);
    return `${json.slice(0, -1)},${figures === undefined ? NO_FIGURES_JSON : JSON.stringify(figures).slice(1)}`;
  });
}

/** Reads how often offers convert, by their ids. Most offers have no figures, and are missing. */
async function readFigures(pool: Pool, offers: readonly Described[]): Promise<Map<string, OfferFigures>> {
  const ids = offers.map(({ offerId }) => offerId);
  const [rhythms, seen] = await Promise.all([readRhythms(pool, [ids]), readSparks(pool, [ids])]);
  const figuresOf = new Map<string, OfferFigures>();
  const isActive = new Map(offers.map(({ offerId, status }) => [offerId, status === 'Active']));
  for (const { score, ...row } of rhythms.rows) {
    // Until the next judgement, a rhythm has the score of when the offer was Active.
    const present = isActive.get(row.offerId) === true ? score : null;
    figuresOf.set(row.offerId, { ...describe({ ...row, score: present }), spark: noConversions() });
  }
  for (const { offerId, hoursAgo, seen: counts } of seen.rows) {
    const figures = figuresOf.get(offerId) ?? noFigures();
    for (const [index, ago] of hoursAgo.entries()) figures.spark[HOURS - 1 - ago] = counts[index]!;
    figuresOf.set(offerId, figures);
  }
  return figuresOf;
}

function noConversions(): number[] {
  return new Array<number>(HOURS).fill(0);
}

interface RhythmRow extends RhythmStateRow {
  at: number;
  /** Null: the offer is not Active. */
  score: number | null;
}

const UNKNOWN = {
  conversionsPerHour: null,
  usualGapSeconds: null,
  silentForSeconds: null,
  onceIn: null,
  score: null,
  observations: 0,
};

function noFigures(): OfferFigures {
  return { ...UNKNOWN, spark: noConversions() };
}

const NO_FIGURES_JSON = JSON.stringify(noFigures()).slice(1);

function describe(row: RhythmRow): Omit<OfferFigures, 'spark'> {
  const { at, score } = row;
  const rhythm = toRhythm(row, at);
  const { conversionsSeen, interrupted } = rhythm;
  const figures = describeRhythm(rhythm, at, RHYTHM_DEFAULTS)!;
  const isKnown = conversionsSeen >= MIN_OBSERVATIONS;
  const isActive = score !== null;
  return {
    conversionsPerHour: isKnown && isActive ? toPrecision(figures.perHour) : null,
    usualGapSeconds: isKnown ? Math.round(figures.meanGap) : null,
    silentForSeconds: isActive ? Math.floor(figures.silence) : null,
    // A silence in which the offer or the network could not convert has no chance.
    onceIn: isKnown && isActive && !interrupted ? Math.round(figures.returnPeriod) : null,
    score: isActive ? toPrecision(score) : null,
    observations: conversionsSeen,
  };
}

function toPrecision(value: number): number {
  return Number(value.toPrecision(4));
}

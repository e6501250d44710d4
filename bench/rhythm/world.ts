import { createRandom } from '../../harness/random';

/** Draws numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/**
 * How the conversions of an offer follow each other: at random, regularly, in bursts that feed themselves (a Hawkes
 * process), in clumps with long gaps between them, or at random at a level that changes every day or so.
 */
export const KINDS = ['poisson', 'steady', 'hawkes', 'clumpy', 'campaign'] as const;
export type Kind = (typeof KINDS)[number];

/** An offer of the simulated world. Times are in seconds. */
export interface SimulatedOffer {
  kind: Kind;
  meanGap: number;
  /** The rate of each hour of the day, relative to the mean. */
  hours: number[];
  random: Random;
}

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const SHORTEST_GAP = MINUTE;
const LONGEST_GAP = 7 * DAY;

/** Most offers convert rarely: with this exponent, HIGH sees some 175 new conversions of 12,000 offers in a tick. */
const GAP_EXPONENT = 0.36;

/** Draws an offer of any pace, or one whose mean gap is in a range. */
export function drawOffer(seed: number, kind: Kind, gaps?: { from: number; to: number }): SimulatedOffer {
  const random = createRandom(seed);
  const share = random();
  const meanGap =
    gaps === undefined
      ? SHORTEST_GAP * (LONGEST_GAP / SHORTEST_GAP) ** (share ** GAP_EXPONENT)
      : gaps.from * (gaps.to / gaps.from) ** share;
  const peakHour = 24 * random();
  const depth = 0.95 * random();
  const hours = Array.from(
    { length: 24 },
    (_, hour) => 1 + depth * Math.cos((Math.PI * (hour - peakHour)) / 12),
  );
  return { kind, meanGap, hours, random };
}

/** Draws the conversions of an offer from 0 to `until`, in order. */
export function drawConversions(offer: SimulatedOffer, until: number): number[] {
  const rates = Array.from(
    { length: Math.ceil(until / HOUR) },
    (_, hour) => offer.hours[hour % 24]! / offer.meanGap,
  );
  if (offer.kind === 'campaign') changeLevels(rates, offer.random);
  const expected = rates.reduce((sum, rate) => sum + rate * HOUR, 0);
  const conversions: number[] = [];
  let hour = 0;
  let before = 0;
  for (const number of drawNumbers(offer, expected)) {
    while (before + rates[hour]! * HOUR <= number) before += rates[hour++]! * HOUR;
    conversions.push(hour * HOUR + (number - before) / rates[hour]!);
  }
  return conversions;
}

const LEVEL_CHANGES_PER_HOUR = 1 / 24;
const LEVEL_DEVIATION = 0.3;

function changeLevels(rates: number[], random: Random): void {
  let level = 1;
  for (const hour of rates.keys()) {
    if (random() < LEVEL_CHANGES_PER_HOUR) level = Math.exp(LEVEL_DEVIATION * normal(random));
    rates[hour]! *= level;
  }
}

/** The shape of the gaps of a steady offer: its gaps vary half as much as those of a random one. */
const STEADY_SHAPE = 4;

/** The mean number of conversions that one conversion of a bursty offer leads to, and how soon, in mean gaps. */
const BRANCHING = 0.5;
const BRANCHING_DELAY = 0.3;

/** The share of the gaps of a clumpy offer that are short, and their length in mean gaps. */
const SHORT_SHARE = 0.7;
const SHORT_GAP = 0.2;

/** Draws conversions at a mean rate of 1, in order, from 0 to `end`. */
function drawNumbers({ kind, random }: SimulatedOffer, end: number): number[] {
  switch (kind) {
    case 'poisson':
    case 'campaign':
      return renew(() => exponential(random), end);
    case 'steady':
      return renew(
        () =>
          Array.from({ length: STEADY_SHAPE }, () => exponential(random)).reduce((a, b) => a + b) /
          STEADY_SHAPE,
        end,
      );
    case 'clumpy': {
      const longGap = (1 - SHORT_SHARE * SHORT_GAP) / (1 - SHORT_SHARE);
      return renew(() => exponential(random) * (random() < SHORT_SHARE ? SHORT_GAP : longGap), end);
    }
    case 'hawkes': {
      const numbers = renew(() => exponential(random) / (1 - BRANCHING), end);
      for (const number of numbers) {
        // Each conversion leads to further ones, which are appended and lead to others in turn.
        for (const gap of renew(() => exponential(random), BRANCHING)) {
          const next = number + BRANCHING_DELAY * exponential(random);
          if (gap < BRANCHING && next < end) numbers.push(next);
        }
      }
      return numbers.sort((a, b) => a - b);
    }
  }
}

/** The sums of drawn gaps below `end`. */
function renew(drawGap: () => number, end: number): number[] {
  const numbers: number[] = [];
  for (let number = drawGap(); number < end; number += drawGap()) numbers.push(number);
  return numbers;
}

function exponential(random: Random): number {
  return -Math.log(1 - random());
}

/** Standard normal (Box and Muller). */
function normal(random: Random): number {
  return Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random());
}

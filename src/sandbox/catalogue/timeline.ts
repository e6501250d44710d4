import { draw, drawShare } from './draw';
import type { CatalogueSettings } from './settings';
import type { TrueStatus } from './truth';

export interface OfferState {
  present: boolean;
  status: TrueStatus;
  /** Whether the offer has a conversion. */
  converting: boolean;
}

const ABSENT_SHARE = 0.02;

/** Offers that are neither Active nor Paused are Blocked. */
const PAUSED_SHARE_OF_INACTIVE = 0.8;

const HOUR_MS = 3_600_000;

const TOPIC = { phase: 1, presence: 2, status: 3, converting: 4 } as const;

/**
 * The state of each offer, identified by position, at each moment, without scripted changes. Time is divided into
 * periods of equal length, and the state is drawn once per period.
 *
 * Each draw is independent of the previous period, so a paused or removed offer may return, and the state at any moment
 * is computed without its past.
 */
export function createTimeline({
  seed,
  offers,
  churn,
  epoch,
  activeShare,
  convertingShare,
}: CatalogueSettings) {
  const isFrozen = churn === 0;
  const absentShare = isFrozen ? 0 : ABSENT_SHARE;
  const pausedBelow = activeShare + (1 - activeShare) * PAUSED_SHARE_OF_INACTIVE;
  const periodMs = isFrozen
    ? Infinity
    : Math.max(1, Math.round((HOUR_MS * changingShare(activeShare)) / churn));

  /** The start of the offer's first period after the epoch, in whole ms below `periodMs`. Spreads changes over time. */
  const phaseOf = (position: number) => (isFrozen ? 0 : draw(seed, TOPIC.phase, position) % periodMs);

  /** The number of the offer's period at a moment. Always 0 for a frozen catalogue. */
  const periodAt = (position: number, timeMs: number) =>
    isFrozen ? 0 : Math.floor((timeMs - epoch - phaseOf(position)) / periodMs);

  return {
    /** The number of positions. With churn, some offers are absent at any moment. */
    population: Math.round(offers / (1 - absentShare)),
    isFrozen,
    /** Infinity for a frozen catalogue. */
    periodMs,
    phaseOf,
    periodAt,
    stateAt(position: number, timeMs: number): OfferState {
      const period = periodAt(position, timeMs);
      const statusShare = drawShare(seed, TOPIC.status, position, period);
      return {
        present: drawShare(seed, TOPIC.presence, position, period) >= absentShare,
        status: statusShare < activeShare ? 'Active' : statusShare < pausedBelow ? 'Paused' : 'Blocked',
        converting: drawShare(seed, TOPIC.converting, position, period) < convertingShare,
      };
    },
  };
}

export type Timeline = ReturnType<typeof createTimeline>;

/** The share of periods that differ from the previous one in presence or status. */
function changingShare(activeShare: number): number {
  const inactive = 1 - activeShare;
  const ofPresent = [
    activeShare,
    inactive * PAUSED_SHARE_OF_INACTIVE,
    inactive * (1 - PAUSED_SHARE_OF_INACTIVE),
  ];
  const shares = [ABSENT_SHARE, ...ofPresent.map((share) => share * (1 - ABSENT_SHARE))];
  return 1 - shares.reduce((sum, share) => sum + share * share, 0);
}

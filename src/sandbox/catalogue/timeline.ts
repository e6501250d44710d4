import { draw, drawShare } from './draw';
import type { CatalogueSettings } from './settings';
import type { TrueStatus } from './truth';

/** Whether an offer is there, how it stands and whether it has a conversion. */
export interface Standing {
  present: boolean;
  status: TrueStatus;
  converting: boolean;
}

/** Where each offer stands at each moment, before anyone scripts a change. Offers are told by their position. */
export interface Timeline {
  /** How many positions there are; some are absent at any moment where the catalogue lives. */
  population: number;
  /** Infinity where the catalogue is frozen. */
  slotMs: number;
  /** How long after the epoch this offer's first slot begins, in whole ms below `slotMs`: not all change at once. */
  phaseOf(position: number): number;
  /** The number of the slot that the moment falls in; 0 throughout where the catalogue is frozen. */
  slotAt(position: number, timeMs: number): number;
  standingAt(position: number, timeMs: number): Standing;
}

const ABSENT_SHARE = 0.02;

/** Of the offers that are not Active, the rest is Blocked. */
const PAUSED_SHARE_OF_INACTIVE = 0.8;

const HOUR_MS = 3_600_000;

const TOPIC = { phase: 1, presence: 2, status: 3, converting: 4 } as const;

/**
 * Cut the life of each offer into slots and draw where it stands in each.
 *
 * Each slot is drawn anew, so an offer that was paused or went may come back, and no slot depends on the one
 * before: any moment is known at once.
 */
export function createTimeline(settings: CatalogueSettings): Timeline {
  const { seed, offers, churn, epoch, activeShare, convertingShare } = settings;
  const isFrozen = churn === 0;
  const absentShare = isFrozen ? 0 : ABSENT_SHARE;
  const pausedBelow = activeShare + (1 - activeShare) * PAUSED_SHARE_OF_INACTIVE;
  const slotMs = isFrozen
    ? Infinity
    : Math.max(1, Math.round((HOUR_MS * changingShare(activeShare)) / churn));

  const phaseOf = (position: number) => (isFrozen ? 0 : draw(seed, TOPIC.phase, position) % slotMs);

  const slotAt = (position: number, timeMs: number) =>
    isFrozen ? 0 : Math.floor((timeMs - epoch - phaseOf(position)) / slotMs);

  return {
    population: Math.round(offers / (1 - absentShare)),
    slotMs,
    phaseOf,
    slotAt,
    standingAt(position, timeMs) {
      const slot = slotAt(position, timeMs);
      const statusShare = drawShare(seed, TOPIC.status, position, slot);
      return {
        present: drawShare(seed, TOPIC.presence, position, slot) >= absentShare,
        status: statusShare < activeShare ? 'Active' : statusShare < pausedBelow ? 'Paused' : 'Blocked',
        converting: drawShare(seed, TOPIC.converting, position, slot) < convertingShare,
      };
    },
  };
}

/** The share of slots that differ from the one before in presence or status. */
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

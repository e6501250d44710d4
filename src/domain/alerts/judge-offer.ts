import type { Cap, Instant, OfferStatus } from '../offer';
import { CAP_LEVELS, type CapLevel, type EpisodeEndFacts, type EpisodeFacts, type Payout } from './episode';

/** The kinds that compare an offer with what was last judged of it. A rhythm starts and ends the others. */
type ComparedKind = 'status_changed' | 'payout_changed' | 'cap_reached';

/** The episodes of one kind and offer that started within 24 hours. */
export interface RecentEpisodes {
  started: number;
  /** The latest end of them. Null: none has ended. */
  endedAt: Instant | null;
}

/** What was last judged of an offer: later looks are compared with it. */
export interface Baseline extends Payout {
  status: OfferStatus;
  /** False: the network has not stated it readably so far. */
  isPayoutKnown: boolean;
  isCurrencyKnown: boolean;
  /** The highest level since less than 70 % of the daily cap were used. 0: none was reached. Null: the use is not known. */
  capLevel: CapLevel | 0 | null;
}

/** An offer as the mirror has it, and what was last judged of it. Its status is confirmed. */
export interface OfferLook extends Omit<Baseline, 'capLevel'> {
  dailyCap: Cap;
  filledCap: Cap;
  /** When the values were observed. */
  statusAt: Instant;
  payoutAt: Instant;
  capAt: Instant;
  /** When it was last seen to stop being Active, or first seen. */
  leftActiveAt: Instant;
  baseline: Baseline;
  /** Payouts are compared as numbers: `0.350` is `0.35`. What the baseline does not know is the same. */
  isPayoutSame: boolean;
  /** Whether there is an open episode. */
  isStatusOpen: boolean;
  isCapOpen: boolean;
  recent: Record<ComparedKind, RecentEpisodes>;
}

interface Start<Kind extends ComparedKind> {
  kind: Kind;
  startedAt: Instant;
  facts: EpisodeFacts[Kind];
  /** Null: it lasts. */
  end: { endedAt: Instant; endFacts: EpisodeEndFacts[Kind] } | null;
}

interface End<Kind extends ComparedKind> {
  kind: Kind;
  endedAt: Instant;
  endFacts: EpisodeEndFacts[Kind];
}

/** What a look has started, ended and changed. */
export interface OfferVerdict {
  starts: { [Kind in ComparedKind]: Start<Kind> }[ComparedKind][];
  ends: { [Kind in ComparedKind]: End<Kind> }[ComparedKind][];
  /** A cap of which more is used. */
  level: { at: Instant; facts: EpisodeFacts['cap_reached']; edge: '90' | '100' } | null;
  baseline: Baseline;
}

/** Starts of one kind and offer within 24 hours before the next ones wait. */
const MAX_QUICK_STARTS = 3;

/** From then on, the next one starts at the earliest this long after the end of the last: an offer may flap every tick. */
const FLAPPING_WAIT_MS = 3_600_000;

/** A cap counts as free again below this percentage, so that a value around 80 does not flap. */
export const CAP_FREE_BELOW = 70;

function mayStart({ started, endedAt }: RecentEpisodes, at: Instant): boolean {
  return (
    started < MAX_QUICK_STARTS || endedAt === null || Date.parse(at) - Date.parse(endedAt) >= FLAPPING_WAIT_MS
  );
}

/** The used percentage of a daily cap. Null: not stated, or there is no cap to use up. */
function usedPercent(dailyCap: Cap, filledCap: Cap): number | null {
  if (filledCap.kind === 'percent') return filledCap.amount;
  const isCounted = filledCap.kind === 'count' && dailyCap.kind === 'count' && dailyCap.amount > 0;
  return isCounted ? (filledCap.amount / dailyCap.amount) * 100 : null;
}

/** The level of a cap of which `percent` is used now, and `before` was the level. Both null: not known. */
function levelOf(percent: number | null, before: Baseline['capLevel']): Baseline['capLevel'] {
  if (percent === null) return null;
  if (percent < CAP_FREE_BELOW) return 0;
  const reached = CAP_LEVELS.findLast((level) => percent >= level) ?? 0;
  return before !== null && before > reached ? before : reached;
}

/**
 * Compares an offer with what was last judged of it, so that the same look again finds no difference.
 *
 * The first look is the baseline: all that it finds was so before. The first readable value of a field is none either. A change
 * that has to wait, because the offer flaps, stays a difference to the baseline: a later look starts it if it is still there.
 */
export function judgeOffer(look: OfferLook): OfferVerdict {
  const { baseline, payout, currency } = look;
  const verdict: OfferVerdict = {
    starts: [],
    ends: [],
    level: null,
    baseline: {
      ...baseline,
      payout,
      currency,
      isPayoutKnown: baseline.isPayoutKnown || look.isPayoutKnown,
      isCurrencyKnown: baseline.isCurrencyKnown || look.isCurrencyKnown,
    },
  };
  judgeStatus(look, verdict);
  judgePayout(look, verdict);
  judgeCap(look, verdict);
  return verdict;
}

function judgeStatus(look: OfferLook, verdict: OfferVerdict): void {
  const { status, statusAt, leftActiveAt, isStatusOpen, recent } = look;
  const { status: from } = verdict.baseline;
  if (status === from) return;
  const isBack = status === 'Active';
  if (!isBack && !mayStart(recent.status_changed, statusAt)) return;
  verdict.baseline.status = status;
  if (isStatusOpen) verdict.ends.push({ kind: 'status_changed', endedAt: statusAt, endFacts: { status } });
  if (!isBack) {
    const facts = { from, to: status };
    verdict.starts.push({ kind: 'status_changed', startedAt: statusAt, facts, end: null });
  } else if (!isStatusOpen) {
    // It was not Active when it was first judged, or for so long that its episode was closed.
    verdict.starts.push({
      kind: 'status_changed',
      startedAt: leftActiveAt < statusAt ? leftActiveAt : statusAt,
      facts: { from: 'Active', to: from },
      end: { endedAt: statusAt, endFacts: { status } },
    });
  }
}

function judgePayout(look: OfferLook, verdict: OfferVerdict): void {
  const { baseline, isPayoutSame, payout, currency, payoutAt, recent } = look;
  if (isPayoutSame) return;
  if (!mayStart(recent.payout_changed, payoutAt)) {
    verdict.baseline = { ...baseline, status: verdict.baseline.status };
    return;
  }
  const from = {
    payout: baseline.isPayoutKnown ? baseline.payout : payout,
    currency: baseline.isCurrencyKnown ? baseline.currency : currency,
  };
  verdict.starts.push({
    kind: 'payout_changed',
    startedAt: payoutAt,
    facts: { from, to: { payout, currency } },
    end: { endedAt: payoutAt, endFacts: {} },
  });
}

function judgeCap(look: OfferLook, verdict: OfferVerdict): void {
  const { baseline, status, dailyCap, filledCap, capAt, isCapOpen, recent } = look;
  const percent = usedPercent(dailyCap, filledCap);
  const level = levelOf(percent, baseline.capLevel);
  const isActive = status === 'Active';
  if (isCapOpen && (!isActive || level === null || level === 0))
    verdict.ends.push({ kind: 'cap_reached', endedAt: capAt, endFacts: { percent, status } });
  const isHigher = baseline.capLevel !== null && (level ?? 0) > baseline.capLevel;
  if (!isHigher) verdict.baseline.capLevel = level;
  if (!isHigher || !isActive || percent === null || level === null || level === 0) return;
  const facts = { level, percent, dailyCap, filledCap };
  if (isCapOpen) verdict.level = { at: capAt, facts, edge: level === 100 ? '100' : '90' };
  else if (mayStart(recent.cap_reached, capAt))
    verdict.starts.push({ kind: 'cap_reached', startedAt: capAt, facts, end: null });
  else return;
  verdict.baseline.capLevel = level;
}

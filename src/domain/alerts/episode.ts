import type { Cap, Instant, OfferStatus } from '../offer';

/** The kinds of episodes. Those of one offer come first, then those of the whole network and of the mirror. */
export const EPISODE_KINDS = [
  'conversion_stopped',
  'conversion_slowed',
  'status_changed',
  'payout_changed',
  'cap_reached',
  'network_silent',
  'mass_change',
  'mirror_stale',
] as const;
export type EpisodeKind = (typeof EPISODE_KINDS)[number];

/** The kinds of the whole network and of the mirror: their episodes have no offer. */
export const KINDS_WITHOUT_OFFER: readonly EpisodeKind[] = ['network_silent', 'mass_change', 'mirror_stale'];

/** The percentages of a daily cap that have a message. */
export const CAP_LEVELS = [80, 90, 100] as const;
export type CapLevel = (typeof CAP_LEVELS)[number];

/** A decimal number as text, and the currency; null: not stated by the network. */
export interface Payout {
  payout: string | null;
  currency: string | null;
}

/** Why the mirror is out of date. `since`: the start of the last good run, or since when; null: not known. */
export interface MirrorProblem {
  problem: 'no_high' | 'no_full' | 'token_refused' | 'clock_behind';
  since: Instant | null;
}

/** What is known of the start of an episode, by kind. Times in seconds unless they are instants. */
export interface EpisodeFacts {
  /** A silence that is too long for the rhythm of the offer, or for the watch list. */
  conversion_stopped: {
    /** The last conversion happened then or earlier. */
    lastConversionAt: Instant;
    silentForSeconds: number;
    usualGapSeconds: number;
    conversionsSeen: number;
    /** Since when the offer's conversions have been watched. */
    watchedForSeconds: number;
    /** A silence like it comes by chance once in this time. */
    onceInSeconds: number;
    /** The silence that the watch list sets; null: the rhythm decides. */
    fixedSilenceSeconds: number | null;
  };
  /** Conversions seen since `since`, and those that the offer usually shows in that time. */
  conversion_slowed: { since: Instant; seen: number; expected: number };
  status_changed: { from: OfferStatus; to: OfferStatus };
  payout_changed: { from: Payout; to: Payout };
  /** `level`: the highest that was reached so far. `percent`: what is used of the cap. */
  cap_reached: { level: CapLevel; percent: number; dailyCap: Cap; filledCap: Cap };
  /** The whole network shows next to no conversions. */
  network_silent: Record<string, never>;
  /** More offers changed in the same way at once than have a message each. */
  mass_change: {
    change: 'left_active' | 'active_again' | 'payout';
    offers: number;
    activeBefore: number;
    /** Those of the watch list, at most 20. */
    watched: { offerId: string; offerName: string | null }[];
    watchedOffers: number;
  };
  mirror_stale: { problems: MirrorProblem[] };
}

/** What is known of the end of an episode, by kind. `status`: the offer's status then. */
export interface EpisodeEndFacts {
  /** `recoveredAt`: the first conversion after the silence; null: another status than Active ended it. */
  conversion_stopped: { status: OfferStatus; recoveredAt: Instant | null };
  conversion_slowed: { status: OfferStatus };
  /** A status other than Active: it has an episode of its own. Null: the episode was closed after 30 days. */
  status_changed: { status: OfferStatus | null };
  payout_changed: Record<string, never>;
  cap_reached: { percent: number | null; status: OfferStatus };
  network_silent: Record<string, never>;
  mass_change: Record<string, never>;
  mirror_stale: Record<string, never>;
}

interface EpisodeOf<Kind extends EpisodeKind> extends Payout {
  /** A whole number as text. */
  id: string;
  kind: Kind;
  /** Null: the episode is of the network or the mirror. Name, country and payout are those when it started. */
  offerId: string | null;
  offerName: string | null;
  country: string | null;
  /** The times of the observations that showed its start and its end. */
  startedAt: Instant;
  /** Null: it lasts. A change that has no end, such as that of a payout, ends when it starts. */
  endedAt: Instant | null;
  facts: EpisodeFacts[Kind];
  endFacts: EpisodeEndFacts[Kind] | null;
}

/** A time in which an offer, the network or the mirror was in a state worth a message. */
export type Episode = { [Kind in EpisodeKind]: EpisodeOf<Kind> }[EpisodeKind];

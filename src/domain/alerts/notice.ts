import type { Instant } from '../offer';
import { describeEpisode } from './describe';
import type { Episode } from './episode';

/** What a message says about an episode: its start, its end, or that 90 or 100 % of a cap is used. */
export type AlertEdge = 'start' | 'end' | '90' | '100';

/** What a message says about one episode, as it was at that time. */
export interface AlertNotice {
  edge: AlertEdge;
  /** The time of the observation that showed it. */
  at: Instant;
  /** One line without markup. It may contain text of the network: a channel escapes it. */
  title: string;
  /** Sentences without markup, as the title. */
  text: string;
  episode: Episode;
}

/** Describes the start of an episode, its end (which it must have), or a level of a cap that it has reached. */
export function createNotice(episode: Episode, edge: AlertEdge, at: Instant): AlertNotice {
  return { edge, at, ...describeEpisode(episode, edge), episode };
}

/** The channel of a message, by its key. */
export function channelOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** How the delivery of a message ends. */
export type DeliveryEnd = 'delivered' | 'given up';

/**
 * Identifies a message: `12-1767607440/start/mail`. The second number is the start of the episode, in seconds since 1970: a
 * database that was restored from an older backup gives the id of a later episode again, whose messages are others.
 */
export function messageKey(
  { episode, edge }: Pick<AlertNotice, 'episode' | 'edge'>,
  channel: string,
): string {
  return `${episode.id}-${Math.floor(Date.parse(episode.startedAt) / 1_000)}/${edge}/${channel}`;
}

import type { Instant } from '../offer';

/** What of an episode a message tells: its start, its end, or that 90 or 100 % of a cap are used. */
export type AlertEdge = 'start' | 'end' | '90' | '100';

/** What a message tells of one episode. */
export interface AlertNotice {
  episodeId: string;
  edge: AlertEdge;
  /** The kind of the episode, such as `conversion_stopped`. */
  kind: string;
  /** Null: the episode is not about one offer. */
  offerId: string | null;
  /** The time of the observation that started or ended the episode. */
  at: Instant;
  /** One line without markup. It may contain text of the network: a channel escapes it. */
  title: string;
  /** Sentences without markup, as the title. */
  text: string;
  /** What is known of the episode, for programs. */
  facts: Record<string, unknown>;
}

/** Identifies a message: `12/start/mail`. */
export function messageKey(
  { episodeId, edge }: Pick<AlertNotice, 'episodeId' | 'edge'>,
  channel: string,
): string {
  return `${episodeId}/${edge}/${channel}`;
}

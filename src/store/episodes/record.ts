import type { PoolClient } from 'pg';
import { type AlertEdge, type AlertNotice, createNotice } from '../../domain/alerts/notice';
import type { Instant } from '../../domain/offer';
import type { RunKey } from '../../domain/run';
import { enqueueMessages } from '../alerts/outbox';
import type { Audience } from './audience';
import {
  endEpisodes,
  type EpisodeEnd,
  type EpisodeRecord,
  insertEpisodes,
  type NewEpisode,
  updateFacts,
} from './episodes';
import type { SyncIntervals } from './mirror-health';

/** The settings of the alerts. */
export interface AlertRules extends SyncIntervals {
  /** The offers whose episodes are sent: those of the watch list, or all. */
  scope: 'watchlist' | 'all';
  /** The names of the channels in the settings. */
  channels: readonly string[];
}

/** How many episodes a step has opened and closed. One that has no end counts for both. */
export interface EpisodesJudged {
  opened: number;
  closed: number;
}

/** More of the cap of an offer is used than its open episode says. */
export interface CapLevelReached extends Pick<NewEpisode, 'kind' | 'offerId' | 'facts' | 'isSent'> {
  at: Instant;
  edge: '90' | '100';
}

/** What a step has found. */
export interface OfferFindings {
  starts: NewEpisode[];
  /** `with_start`: its message is sent if that of the start was; `always`: also if not. */
  ends: (EpisodeEnd & { send: 'always' | 'with_start' | 'never' })[];
  levels: CapLevelReached[];
}

export interface Findings extends OfferFindings {
  /** The edges that have one message for all: `status_changed/start/3790`. */
  sentTogether: ReadonlySet<string>;
}

/** Identifies the edge of an episode by its kind and offer. */
export function edgeKey({ kind, offerId }: Pick<NewEpisode, 'kind' | 'offerId'>, edge: AlertEdge): string {
  return `${kind}/${edge}/${offerId}`;
}

/**
 * Records what was found, fills the outbox, and adds the counts to the run's row: all in the caller's transaction.
 *
 * Idempotent by difference: an episode that is open is not opened again, and one that is not open is not closed.
 */
export async function recordFindings(
  client: PoolClient,
  run: RunKey,
  { starts, ends, levels, sentTogether }: Findings,
  channels: readonly string[],
): Promise<EpisodesJudged> {
  const notices: AlertNotice[] = [];
  const addNotice = (episode: EpisodeRecord, edge: AlertEdge, at: Instant) => {
    if (!sentTogether.has(edgeKey(episode, edge))) {
      const { isSent: _, acknowledgedAt: __, ...fields } = episode;
      notices.push(createNotice(fields, edge, at));
    }
  };
  // First, because an offer can change from one status to another that is an episode too.
  const ended = await endEpisodes(client, ends);
  const sendOf = new Map(ends.map((end) => [edgeKey(end, 'end'), end.send]));
  for (const episode of ended) {
    const send = sendOf.get(edgeKey(episode, 'end'));
    if (send === 'always' || (send === 'with_start' && episode.isSent))
      addNotice(episode, 'end', episode.endedAt!);
  }
  const started = await insertEpisodes(client, starts);
  for (const episode of started.filter(({ isSent }) => isSent)) {
    const isReturn = episode.kind === 'status_changed' && episode.endedAt !== null;
    if (!isReturn) addNotice(episode, 'start', episode.startedAt);
    if (isReturn || (episode.kind === 'network_silent' && episode.endedAt !== null))
      addNotice(episode, 'end', episode.endedAt!);
  }
  for (const level of levels) {
    const episode = await updateFacts(client, level);
    if (episode !== undefined && level.isSent) addNotice(episode, level.edge, level.at);
  }
  await enqueueMessages(
    client,
    notices.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    channels,
  );
  const judged = {
    opened: started.length,
    closed: ended.length + started.filter(({ endedAt }) => endedAt !== null).length,
  };
  await client.query(
    `UPDATE sync_runs SET episodes_opened = coalesce(episodes_opened, 0) + $3, episodes_closed = coalesce(episodes_closed, 0) + $4
     WHERE workflow_id = $1 AND run_id = $2`,
    [run.workflowId, run.runId, judged.opened, judged.closed],
  );
  return judged;
}

/** Reads the clock of the database. */
export async function readNow(client: PoolClient): Promise<Instant> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]!.now.toISOString();
}

/** Nothing was found. */
export const NO_FINDINGS: Findings = { starts: [], ends: [], levels: [], sentTogether: new Set() };

/** An episode of the network or the mirror. */
export function withoutOffer(
  episode: Pick<NewEpisode, 'kind' | 'startedAt' | 'endedAt' | 'facts' | 'endFacts'>,
  audience: Audience,
): NewEpisode {
  const offer = { offerId: null, offerName: null, country: null, payout: null, currency: null };
  return { ...offer, ...episode, isSent: audience.isSent(episode.kind) };
}

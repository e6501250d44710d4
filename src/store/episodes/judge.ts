import type { EpisodeFacts } from '../../domain/alerts/episode';
import { judgeOffer, type OfferVerdict } from '../../domain/alerts/judge-offer';
import type { Instant } from '../../domain/offer';
import { describeRhythm } from '../../domain/rhythm/describe';
import { RHYTHM_DEFAULTS } from '../../domain/rhythm/settings';
import type { RunKey, SyncKind } from '../../domain/run';
import type { Database } from '../database';
import { foldRhythms, lockRhythms, readRhythmWork, type RhythmNews } from '../rhythm/fold';
import { readRunColumns } from '../runs/lock';
import { type Audience, readAudience, type Subject } from './audience';
import { closeOldStatuses, type NewEpisode } from './episodes';
import { judgeMirror, judgeNetwork } from './judge-mirror';
import { readChangedOffers, saveBaselines } from './looks';
import { findMassChanges } from './mass-changes';
import { type AlertRules, type EpisodesJudged, type OfferFindings, readNow, recordFindings } from './record';

export interface JudgeInput {
  run: RunKey;
  rules: AlertRules;
}

/** A return period that a message can state, in seconds: a century. A longer one says no more. */
const MAX_ONCE_IN = 100 * 365 * 86_400;

/**
 * Updates the rhythms, compares the offers, the network and the mirror with what was last judged of them, and records the
 * differences: episodes that start and end, and their messages. Once for each run, after its answers are saved; a step that
 * failed is made up for by the next one.
 *
 * Everything is judged as of its observation. One transaction under a lock: concurrent steps run one after the other.
 *
 * Idempotent: a run judges once; a repeat returns the recorded counts, and would find no difference.
 *
 * @throws {RunNotFoundError} if the run has no row in `sync_runs`.
 */
export function judgeOffers({ transact }: Database, { run, rules }: JudgeInput): Promise<EpisodesJudged> {
  return transact(async (client) => {
    // Waits for the step of another run. All reads come after it.
    await lockRhythms(client);
    // The row is not locked, so that the update of the ConversionList can run beside this step.
    const { kind, ...recorded } = await readRunColumns<
      { kind: SyncKind } & (EpisodesJudged | Record<keyof EpisodesJudged, null>)
    >(client, run, 'kind, episodes_opened AS opened, episodes_closed AS closed');
    if (recorded.opened !== null) return recorded;
    const now = await readNow(client);
    const audience = await readAudience(client, { at: now, scope: rules.scope });
    const work = await readRhythmWork(client, run, kind);
    // The server compares the offers while this process folds the first rhythms.
    const [looks, news] = await Promise.all([
      readChangedOffers(client, run, kind === 'high' ? 'high' : 'all'),
      foldRhythms(client, work),
    ]);
    const verdicts = looks.map(({ offerId, look }) => ({ offerId, ...judgeOffer(look) }));
    const subjects = await audience.readSubjects([
      ...new Set([...news, ...verdicts].map(({ offerId }) => offerId)),
    ]);
    const offers = combine([
      ...news.map((each) => fromRhythm(each, subjects.get(each.offerId)!, audience)),
      ...verdicts.map((verdict) => fromVerdict(verdict, subjects.get(verdict.offerId)!, audience)),
    ]);
    const together = await findMassChanges(client, offers, { subjects, audience });
    const network = await judgeNetwork(client, audience);
    const mirror = await judgeMirror(client, { at: now, intervals: rules, audience });
    await saveBaselines(
      client,
      verdicts.map(({ offerId, baseline }) => ({ offerId, ...baseline })),
    );
    const judged = await recordFindings(
      client,
      run,
      {
        ...combine([offers, network, mirror, { starts: together.episodes }]),
        sentTogether: together.sentTogether,
      },
      rules.channels,
    );
    // Last, so that the return of an offer after a long time still has its message.
    if (kind !== 'high') await closeOldStatuses(client, now);
    return judged;
  });
}

function combine(parts: readonly Partial<OfferFindings>[]): OfferFindings {
  return {
    starts: parts.flatMap(({ starts = [] }) => starts),
    ends: parts.flatMap(({ ends = [] }) => ends),
    levels: parts.flatMap(({ levels = [] }) => levels),
  };
}

type WithOffer = Pick<NewEpisode, 'offerId' | 'offerName' | 'country' | 'payout' | 'currency'>;

function offerOf(offerId: string, { offerName, country, payout, currency }: Subject): WithOffer {
  return { offerId, offerName, country, payout, currency };
}

/** Converts what an observation has started or ended in the rhythm of an offer. */
function fromRhythm(
  { offerId, event, rhythm }: RhythmNews,
  subject: Subject,
  audience: Audience,
): Partial<OfferFindings> {
  const kind = event.kind === 'stopped' ? 'conversion_stopped' : 'conversion_slowed';
  const isSent = audience.isSent(kind, { offerId, subject });
  const at = toInstant(event.at);
  if (event.phase === 'end') {
    const recoveredAt =
      event.kind === 'stopped' && event.recoveredAt !== null ? toInstant(event.recoveredAt) : null;
    const { status } = subject;
    const endFacts = kind === 'conversion_stopped' ? { status, recoveredAt } : { status };
    return { ends: [{ kind, offerId, endedAt: at, endFacts, send: isSent ? 'with_start' : 'never' }] };
  }
  const start = {
    ...offerOf(offerId, subject),
    startedAt: at,
    endedAt: null,
    endFacts: null,
    isSent,
  };
  if (event.kind === 'slowed') {
    const { seen, expected } = event;
    const facts = { since: toInstant(event.since), seen, expected: Math.round(expected * 10) / 10 };
    return { starts: [{ ...start, kind, facts }] };
  }
  const figures = describeRhythm(rhythm, event.at, RHYTHM_DEFAULTS)!;
  const facts: EpisodeFacts['conversion_stopped'] = {
    lastConversionAt: toInstant(event.since),
    silentForSeconds: Math.round(event.at - event.since),
    usualGapSeconds: Math.round(figures.meanGap),
    conversionsSeen: rhythm.conversionsSeen,
    watchedForSeconds: Math.round(event.at - rhythm.learningSince!),
    onceInSeconds: Math.round(Math.min(figures.returnPeriod, MAX_ONCE_IN)),
    fixedSilenceSeconds: subject.silenceSeconds,
  };
  return { starts: [{ ...start, kind, facts }] };
}

function fromVerdict(
  { offerId, starts, ends, level }: OfferVerdict & { offerId: string },
  subject: Subject,
  audience: Audience,
): OfferFindings {
  const isSent = (kind: NewEpisode['kind']) => audience.isSent(kind, { offerId, subject });
  return {
    starts: starts.map(({ kind, startedAt, facts, end }) => ({
      ...offerOf(offerId, subject),
      kind,
      startedAt,
      facts,
      endedAt: end?.endedAt ?? null,
      endFacts: end?.endFacts ?? null,
      isSent: isSent(kind),
    })),
    ends: ends.map((end) => {
      // The return of an offer is sent, also if the offer was added to the watch list meanwhile.
      const isBack = end.kind === 'status_changed' && end.endFacts.status === 'Active';
      return { ...end, offerId, send: !isSent(end.kind) ? 'never' : isBack ? 'always' : 'with_start' };
    }),
    levels: level === null ? [] : [{ ...level, kind: 'cap_reached', offerId, isSent: isSent('cap_reached') }],
  };
}

/** The instant of a time in seconds since 1970. */
function toInstant(seconds: number): Instant {
  return new Date(seconds * 1_000).toISOString();
}

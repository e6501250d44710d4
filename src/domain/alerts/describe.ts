import type { Cap, OfferStatus } from '../offer';
import type { Episode, EpisodeFacts, EpisodeKind, MirrorProblem, Payout } from './episode';
import type { AlertEdge } from './notice';
import { count, describeName, describeSpan, describeTime, list } from './words';

/** A message in plain words, without markup. Names of the network are in it as they are, but on one line. */
export interface EpisodeText {
  /** One line. */
  title: string;
  /** One or more sentences. */
  text: string;
}

type Of<Kind extends EpisodeKind> = Extract<Episode, { kind: Kind }>;

type Describe<Kind extends EpisodeKind> = (episode: Of<Kind>, edge: AlertEdge) => EpisodeText;

/** Seconds between the start of an episode and its end. */
function lasted({ startedAt, endedAt }: Episode): string {
  return describeSpan((Date.parse(endedAt ?? startedAt) - Date.parse(startedAt)) / 1_000);
}

/** `Games PT (3790)`. */
function nameOf({ offerId, offerName }: Pick<Episode, 'offerId' | 'offerName'>): string {
  const name = describeName(offerName);
  return name === '' ? `offer ${offerId}` : `${name} (${offerId})`;
}

function describePayout({ payout, currency }: Payout): string {
  return payout === null ? 'none' : [payout, currency].filter((part) => part !== null).join(' ');
}

/** Which offer it is about, for the end of a text: `Country PT, payout 0.35 USD.` */
function describeOffer({ country, payout, currency }: Episode): string {
  const parts = [
    ...(country === null ? [] : [`country ${describeName(country)}`]),
    ...(payout === null ? [] : [`payout ${describePayout({ payout, currency })}`]),
  ].join(', ');
  return parts === '' ? '' : ` ${parts[0]!.toUpperCase()}${parts.slice(1)}.`;
}

const STATUS_WORDS: Record<OfferStatus, string> = {
  Active: 'Active again',
  Paused: 'Paused',
  Blocked: 'Blocked',
  Unknown: 'Gone',
};

const describeStopped: Describe<'conversion_stopped'> = (episode, edge) => {
  const { facts, endFacts } = episode;
  const name = nameOf(episode);
  if (edge === 'end') {
    const { status, recoveredAt } = endFacts!;
    return recoveredAt === null
      ? {
          title: `No longer Active: ${name}`,
          text: `It stopped converting, and is now ${status}.${describeOffer(episode)}`,
        }
      : {
          title: `Converts again: ${name}`,
          text: `The first conversion after the silence came at ${describeTime(recoveredAt)}.${describeOffer(episode)}`,
        };
  }
  const rhythm = `usually every ${describeSpan(facts.usualGapSeconds)} (${count(facts.conversionsSeen, 'conversion')} seen in ${describeSpan(facts.watchedForSeconds)})`;
  const verdict =
    facts.fixedSilenceSeconds === null
      ? `such a silence comes by chance once in ${describeSpan(facts.onceInSeconds)}`
      : `longer than the ${describeSpan(facts.fixedSilenceSeconds)} set in the watch list`;
  return {
    title: `No conversions: ${name}`,
    text:
      `Silent for ${describeSpan(facts.silentForSeconds)}, ${rhythm}: ${verdict}. ` +
      `Last conversion at ${describeTime(facts.lastConversionAt)} or earlier.${describeOffer(episode)}`,
  };
};

const describeSlowed: Describe<'conversion_slowed'> = (episode, edge) => {
  const { since, seen, expected } = episode.facts;
  const name = nameOf(episode);
  if (edge === 'end') {
    const { status } = episode.endFacts!;
    return status === 'Active'
      ? {
          title: `Usual pace again: ${name}`,
          text: `It converts as often as before.${describeOffer(episode)}`,
        }
      : {
          title: `No longer Active: ${name}`,
          text: `It was slow, and is now ${status}.${describeOffer(episode)}`,
        };
  }
  return {
    title: `Converts slower: ${name}`,
    text: `${count(seen, 'conversion')} seen since ${describeTime(since)}, and ${Math.round(expected)} were expected.${describeOffer(episode)}`,
  };
};

const describeStatus: Describe<'status_changed'> = (episode, edge) => {
  const { from, to } = episode.facts;
  const name = nameOf(episode);
  const status = episode.endFacts?.status;
  if (edge === 'end' && status !== 'Active')
    return { title: `No longer ${to}: ${name}`, text: `It is now ${status ?? to}.${describeOffer(episode)}` };
  if (edge === 'end')
    return {
      title: `Active again: ${name}`,
      text: `It was ${to} for ${lasted(episode)}.${describeOffer(episode)}`,
    };
  const gone = to === 'Unknown' ? ', because the network says so or no longer returns it' : '';
  return {
    title: `${STATUS_WORDS[to]}: ${name}`,
    text: `The status changed from ${from} to ${to}${gone}, as seen at ${describeTime(episode.startedAt)}.${describeOffer(episode)}`,
  };
};

const describePayoutChange: Describe<'payout_changed'> = (episode) => {
  const { from, to } = episode.facts;
  const [before, after] = [Number(from.payout), Number(to.payout)];
  const percent = Math.round((after / before - 1) * 100);
  const isComparable = before > 0 && to.payout !== null && from.currency === to.currency && percent !== 0;
  const change = isComparable ? ` (${percent > 0 ? '+' : '-'}${Math.abs(percent)} %)` : '';
  const country = episode.country === null ? '' : ` Country ${describeName(episode.country)}.`;
  return {
    title: `Payout ${describePayout(from)}, now ${describePayout(to)}: ${nameOf(episode)}`,
    text: `The payout changed from ${describePayout(from)} to ${describePayout(to)}${change}, as seen at ${describeTime(episode.startedAt)}.${country}`,
  };
};

/** Of what the percentage is one: ` of 580 conversions`. */
function describeCap(cap: Cap): string {
  return cap.kind === 'count' && cap.amount > 0 ? ` of ${count(cap.amount, 'conversion')}` : '';
}

const describeCapReached: Describe<'cap_reached'> = (episode, edge) => {
  const { level, percent, dailyCap } = episode.facts;
  const name = nameOf(episode);
  if (edge === 'end') {
    const { percent: used, status } = episode.endFacts!;
    if (status !== 'Active')
      return {
        title: `No longer Active: ${name}`,
        text: `${Math.floor(used ?? percent)} % of its daily cap was used, and it is now ${status}.${describeOffer(episode)}`,
      };
    const now = used === null ? 'The network no longer states a cap' : `${Math.floor(used)} % of it is used`;
    return { title: `Daily cap free again: ${name}`, text: `${now}.${describeOffer(episode)}` };
  }
  const reached = edge === 'start' ? level : edge;
  return {
    title:
      Number(reached) === 100 ? `Daily cap used up: ${name}` : `${reached} % of the daily cap used: ${name}`,
    text: `${Math.floor(percent)} % of the daily cap${describeCap(dailyCap)} is used.${describeOffer(episode)}`,
  };
};

const describeNetworkSilence: Describe<'network_silent'> = (episode, edge) =>
  edge === 'end'
    ? {
        title: 'The network converts again',
        text: `It showed next to no conversions for ${lasted(episode)}.`,
      }
    : {
        title: 'The whole network is silent',
        text:
          `Since ${describeTime(episode.startedAt)}, its offers together show less than a quarter of their usual conversions. ` +
          'The silence of a single offer says nothing until that ends.',
      };

const MASS_CHANGES: Record<EpisodeFacts['mass_change']['change'], string> = {
  left_active: 'are no longer Active',
  active_again: 'are Active again',
  payout: 'have another payout',
};

const describeMassChange: Describe<'mass_change'> = ({ facts }) => {
  const { change, offers, activeBefore, watched, watchedOffers } = facts;
  const names = watched.map(nameOf);
  const more = watchedOffers - watched.length;
  const own =
    watchedOffers === 0
      ? 'None of them is on the watch list.'
      : `On the watch list: ${list(more > 0 ? [...names, `${more} more`] : names)}.`;
  return {
    title: `${count(offers, 'offer')} at once ${MASS_CHANGES[change]}`,
    text: `${count(offers, 'offer')} ${MASS_CHANGES[change]}; ${activeBefore.toLocaleString('en-US')} were Active before. ${own}`,
  };
};

function describeProblem({ problem, since }: MirrorProblem): string {
  const last = (run: string) =>
    since === null
      ? `no ${run} has completed yet`
      : `the last complete ${run} started at ${describeTime(since)}`;
  const clauses: Record<MirrorProblem['problem'], string> = {
    no_high: last('HIGH'),
    no_full: last('FULL'),
    token_refused: 'the network refused the token',
    clock_behind: 'the clock of the database was set back',
  };
  return clauses[problem];
}

/** What to do about a problem. For the others, `doctor` has to find out. */
const ADVICE: Partial<Record<MirrorProblem['problem'], string>> = {
  token_refused: 'Set MOBIPIUM_API_TOKEN to a valid token and restart the workers.',
  clock_behind: 'Correct the clock, or run `mobipium-sync clock reset` if it is correct now.',
};

const describeStale: Describe<'mirror_stale'> = (episode, edge) => {
  const problems = list(episode.facts.problems.map(describeProblem));
  const known = episode.facts.problems.flatMap(({ problem }) => ADVICE[problem] ?? []);
  const advice = known.length > 0 ? known : ['Run `mobipium-sync doctor`: it says what to do.'];
  return edge === 'end'
    ? {
        title: 'The mirror is up to date again',
        text: `It was out of date from ${describeTime(episode.startedAt)} to ${describeTime(episode.endedAt!)}: ${problems}.`,
      }
    : {
        title: 'The mirror is out of date',
        text: [`Changes of offers are not seen: ${problems}.`, ...advice].join(' '),
      };
};

const DESCRIBE: { [Kind in EpisodeKind]: Describe<Kind> } = {
  conversion_stopped: describeStopped,
  conversion_slowed: describeSlowed,
  status_changed: describeStatus,
  payout_changed: describePayoutChange,
  cap_reached: describeCapReached,
  network_silent: describeNetworkSilence,
  mass_change: describeMassChange,
  mirror_stale: describeStale,
};

/** Describes the start of an episode, its end (which it must have), or a level of a cap that it has reached. */
export function describeEpisode(episode: Episode, edge: AlertEdge): EpisodeText {
  return (DESCRIBE[episode.kind] as Describe<EpisodeKind>)(episode, edge);
}

import type { EpisodeKind } from '../../../src/domain/alerts/episode';
import type { Catalogue } from '../../../src/sandbox';
import { lastConversionAt } from '../../../src/sandbox/catalogue/conversions';
import { positionOfId } from '../../../src/sandbox/catalogue/offer-ids';
import type { OfferFields } from '../../../src/sandbox/catalogue/truth';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The offers that something happens to. Those with a rhythm convert every few minutes, all day. */
export const ROLES = {
  stops: { hasRhythm: true, watch: {} },
  stopsUnwatched: { hasRhythm: true, watch: null },
  ownSilence: { hasRhythm: true, watch: { silenceSeconds: 45 * 60 } },
  slows: { hasRhythm: true, watch: {} },
  pauses: { hasRhythm: false, watch: {} },
  pausesUnwatched: { hasRhythm: false, watch: null },
  isBlocked: { hasRhythm: false, watch: {} },
  leaves: { hasRhythm: false, watch: {} },
  paysMore: { hasRhythm: false, watch: {} },
  fillsCap: { hasRhythm: false, watch: {} },
} as const;
export type Role = keyof typeof ROLES;

/** What happens, by the hour of the day. `all`: every offer. */
export const SCRIPT: { hour: number; role: Role | 'all'; change: Change }[] = [
  { hour: 0.15, role: 'slows', change: { pace: 0.25 } },
  { hour: 0.25, role: 'stops', change: { pace: 0 } },
  { hour: 0.3, role: 'pauses', change: { status: 'pause' } },
  { hour: 0.4, role: 'paysMore', change: { fields: { payout: '4.500' } } },
  { hour: 0.5, role: 'ownSilence', change: { pace: 0 } },
  { hour: 0.6, role: 'leaves', change: { status: 'remove' } },
  { hour: 0.7, role: 'fillsCap', change: { fields: { filledCap: { kind: 'percent', amount: 84 } } } },
  { hour: 0.8, role: 'isBlocked', change: { status: 'block' } },
  { hour: 0.9, role: 'stopsUnwatched', change: { pace: 0 } },
  { hour: 1, role: 'pauses', change: { status: 'resume' } },
  { hour: 1.1, role: 'fillsCap', change: { fields: { filledCap: { kind: 'percent', amount: 93 } } } },
  { hour: 1.2, role: 'pausesUnwatched', change: { status: 'pause' } },
  { hour: 1.6, role: 'leaves', change: { status: 'add' } },
  { hour: 1.8, role: 'paysMore', change: { fields: { payout: '4.100' } } },
  { hour: 2, role: 'fillsCap', change: { fields: { filledCap: { kind: 'percent', amount: 100 } } } },
  { hour: 2.1, role: 'ownSilence', change: { pace: 1 } },
  { hour: 2.2, role: 'stops', change: { pace: 1 } },
  { hour: 2.6, role: 'fillsCap', change: { fields: { filledCap: { kind: 'percent', amount: 0 } } } },
  { hour: 3, role: 'slows', change: { pace: 1 } },
  { hour: 5.6, role: 'all', change: { pace: 0 } },
  { hour: 6.1, role: 'all', change: { pace: 1 } },
];

type Change =
  | { pace: number }
  | { fields: Partial<OfferFields> }
  | { status: 'pause' | 'resume' | 'block' | 'remove' | 'add' };

export function applyChange(catalogue: Catalogue, id: string, change: Change): void {
  if ('pace' in change) catalogue.setPace(id, change.pace);
  else if ('fields' in change) catalogue.setField(id, change.fields);
  else catalogue[change.status](id);
}

/** The hours of a span. */
type Span = [from: number, to: number];

/** An episode of the day. */
export interface ExpectedEpisode {
  kind: EpisodeKind;
  /** Null: it is of the network or the mirror. */
  role: Role | null;
  /** When it starts and ends. Null: it lasts. */
  start: Span;
  end: Span | null;
  /** What a channel gets of it. */
  sent: string[];
}

/** Hours in which no run of the mirror succeeds. */
export const OUTAGES = { minutes: [6.54, 6.62], hour: [6.8, 7.8], hours: [8.01, 16.01] } as const;
export const END_HOUR = 16.5;

/** The only episodes of the day. `hourOf`: the hour of the last conversion of an offer at an hour. `tick`: in hours. */
export function expectedEpisodes(
  hourOfConversion: (role: Role, hour: number) => number,
  tick: number,
): ExpectedEpisode[] {
  const at = (hour: number): Span => [hour, hour + tick];
  const both = ['end', 'start'];
  const stale = ([from, to]: readonly [number, number]): ExpectedEpisode => {
    // Later than the last good run, which may have been some ticks before the outage.
    const overdue = from + 2 * tick;
    return {
      kind: 'mirror_stale',
      role: null,
      start: [overdue - 3 * tick, overdue + tick],
      end: at(to),
      sent: both,
    };
  };
  // Ages are in whole minutes: the mirror knows the moment of a conversion to a minute.
  const silent = hourOfConversion('ownSilence', 0.5) + 0.75;
  const ownSilence: Span = [silent - 1 / 60, silent + tick];
  return [
    { kind: 'conversion_slowed', role: 'slows', start: [0.15, 3], end: [3, 5.6], sent: both },
    { kind: 'conversion_stopped', role: 'stops', start: [0.25, 2], end: [2.2, 2.6], sent: both },
    { kind: 'conversion_stopped', role: 'ownSilence', start: ownSilence, end: [2.1, 2.5], sent: both },
    { kind: 'conversion_stopped', role: 'stopsUnwatched', start: [0.9, 3], end: null, sent: [] },
    { kind: 'status_changed', role: 'pauses', start: at(0.3), end: at(1), sent: both },
    // A FULL finds it: HIGH does not request it.
    { kind: 'status_changed', role: 'pausesUnwatched', start: at(2), end: null, sent: [] },
    { kind: 'status_changed', role: 'isBlocked', start: at(0.8), end: null, sent: ['start'] },
    { kind: 'status_changed', role: 'leaves', start: at(1), end: at(1.6), sent: both },
    { kind: 'payout_changed', role: 'paysMore', start: at(0.4), end: at(0.4), sent: ['start'] },
    { kind: 'payout_changed', role: 'paysMore', start: at(1.8), end: at(1.8), sent: ['start'] },
    {
      kind: 'cap_reached',
      role: 'fillsCap',
      start: at(0.7),
      end: at(2.6),
      sent: ['100', '90', 'end', 'start'],
    },
    // It began before the first of the silent ticks.
    { kind: 'network_silent', role: null, start: [5.5, 5.7], end: [6.1, 6.2], sent: both },
    stale(OUTAGES.minutes),
    stale(OUTAGES.hour),
    stale(OUTAGES.hours),
  ];
}

/** Nothing disturbs the first hours: what starts in them starts at exactly the tick at which its rule is met. */
export const UNDISTURBED_HOURS = 1.7;
export const UNDISTURBED_STARTS: { kind: EpisodeKind; role: Role; hour: number }[] = [
  { kind: 'status_changed', role: 'pauses', hour: 0.3 },
  { kind: 'payout_changed', role: 'paysMore', hour: 0.4 },
  { kind: 'cap_reached', role: 'fillsCap', hour: 0.7 },
  { kind: 'status_changed', role: 'isBlocked', hour: 0.8 },
  { kind: 'status_changed', role: 'leaves', hour: 1 },
];

/** Finds an offer for each role: Active offers in the order of their ids, none twice. */
export function findRoles(catalogue: Catalogue, atMs: number): Record<Role, string> {
  const rest = catalogue.idsAt(atMs, { order: 'ID', status: 'Active' });
  const found = Object.entries(ROLES).map(([role, { hasRhythm }]) => {
    const index = rest.findIndex((id) => isFit(catalogue, id, atMs, hasRhythm));
    if (index === -1) throw new Error(`There is no offer that ${role}.`);
    return [role, rest.splice(index, 1)[0]!];
  });
  return Object.fromEntries(found) as Record<Role, string>;
}

const LONGEST_GAP_MS = 20 * MINUTE_MS;

function isFit(catalogue: Catalogue, id: string, atMs: number, hasRhythm: boolean): boolean {
  const converts = catalogue.truthAt(id, atMs)!.lastConvertedAtMs !== null;
  if (!hasRhythm || !converts) return hasRhythm === converts;
  const position = positionOfId(catalogue.settings.seed, id)!;
  let moment = atMs;
  while (moment > atMs - DAY_MS) {
    const before = lastConversionAt(catalogue.settings, position, moment - 1);
    if (moment - before > LONGEST_GAP_MS) return false;
    moment = before;
  }
  return true;
}

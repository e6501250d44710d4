import type { OfferHistory } from './offer-history';
import type { ScriptedChanges } from './scripted-changes';
import { POSITION_RANGE } from './settings';
import type { Timeline } from './timeline';
import type { TrueStatus } from './truth';

/** Where every offer stands at the moment that was asked about last, brought forward by what changed since. */
export interface CatalogueIndex {
  /** Bring the index to this moment. Cheap when time went on a little; a step back looks at every offer. */
  moveTo(timeMs: number): void;
  /** Grows when an offer came, went, changed its status, or began or ceased to have a conversion. */
  readonly standings: number;
  /** Grows when any field of an offer may have changed, its standing included; not with the ages. */
  readonly fields: number;
  /** The positions of the offers that are there, in order of their ids. */
  select(status: TrueStatus | undefined, converting: boolean | undefined): number[];
}

const PRESENT = 1;
const CONVERTING = 2;
const STATUS_SHIFT = 2;
const STATUSES: readonly TrueStatus[] = ['Active', 'Paused', 'Blocked', 'Unknown'];

/** Build an index; it looks at nothing before the first `moveTo`. */
export function createCatalogueIndex(
  epoch: number,
  timeline: Timeline,
  history: OfferHistory,
  changes: ScriptedChanges,
): CatalogueIndex {
  const byPhase = sortByPhase(timeline);
  let flags = new Uint8Array(timeline.population);
  let now = NaN;
  let version = -1;
  let standings = 0;
  let fields = 0;

  function look(position: number): void {
    if (position >= flags.length) flags = grow(flags, position);
    const { present, status, converting } = history.standingAt(position, now);
    const found =
      (present ? PRESENT : 0) | (converting ? CONVERTING : 0) | (STATUSES.indexOf(status) << STATUS_SHIFT);
    fields += 1;
    if (flags[position] === found) return;
    flags[position] = found;
    standings += 1;
  }

  function lookAtSlotsBegun(after: number, until: number): void {
    for (let at = after; at < until; at += 1) look((byPhase[at] ?? 0) % POSITION_RANGE);
  }

  return {
    get standings() {
      return standings;
    },
    get fields() {
      return fields;
    },
    moveTo(timeMs) {
      if (timeMs === now && changes.version === version) return;
      const before = now;
      const hasNewChanges = changes.version !== version || changes.latestMs > before;
      now = timeMs;
      version = changes.version;
      const isLittleLater = timeMs >= before && timeMs - before < timeline.slotMs;
      if (!isLittleLater) {
        for (let position = 0; position < flags.length; position += 1) look(position);
      } else if (byPhase.length > 0) {
        const from = firstBegunAfter(byPhase, cyclePosition(before - epoch, timeline.slotMs));
        const to = firstBegunAfter(byPhase, cyclePosition(timeMs - epoch, timeline.slotMs));
        lookAtSlotsBegun(from, to >= from ? to : byPhase.length);
        if (to < from) lookAtSlotsBegun(0, to);
      }
      if (hasNewChanges) for (const position of changes.positions()) look(position);
    },
    select(status, converting) {
      const wanted = status === undefined ? undefined : STATUSES.indexOf(status);
      const positions: number[] = [];
      for (let position = 0; position < flags.length; position += 1) {
        const flag = flags[position] ?? 0;
        if ((flag & PRESENT) === 0) continue;
        if (wanted !== undefined && flag >> STATUS_SHIFT !== wanted) continue;
        if (converting !== undefined && ((flag & CONVERTING) !== 0) !== converting) continue;
        positions.push(position);
      }
      return positions;
    },
  };
}

/** Phase and position packed into one number, so that a typed array sorts them. Empty where nothing changes. */
function sortByPhase(timeline: Timeline): Float64Array {
  if (timeline.slotMs === Infinity) return new Float64Array(0);
  const packed = (position: number) => timeline.phaseOf(position) * POSITION_RANGE + position;
  return Float64Array.from({ length: timeline.population }, (_, position) => packed(position)).sort();
}

/** The first entry whose slots begin later in the cycle than this. */
function firstBegunAfter(byPhase: Float64Array, cycleMs: number): number {
  const bound = (Math.floor(cycleMs) + 1) * POSITION_RANGE;
  let low = 0;
  let high = byPhase.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((byPhase[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cyclePosition(sinceEpochMs: number, slotMs: number): number {
  return ((sinceEpochMs % slotMs) + slotMs) % slotMs;
}

function grow(flags: Uint8Array, position: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(position + 1, flags.length + 1_024));
  larger.set(flags);
  return larger;
}

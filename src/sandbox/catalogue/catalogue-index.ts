import type { OfferHistory } from './offer-history';
import type { ScriptedChanges } from './scripted-changes';
import { POSITION_RANGE } from './settings';
import type { Timeline } from './timeline';
import type { TrueStatus } from './truth';

const PRESENT = 1;
const CONVERTING = 2;
const STATUS_SHIFT = 2;
const STATUSES: readonly TrueStatus[] = ['Active', 'Paused', 'Blocked', 'Unknown'];

/**
 * The state of every offer at the moment of the latest `moveTo`, updated incrementally. Reads nothing before the first
 * `moveTo`.
 */
export function createCatalogueIndex(
  epoch: number,
  timeline: Timeline,
  history: OfferHistory,
  changes: ScriptedChanges,
) {
  const byPhase = sortByPhase(timeline);
  let flags = new Uint8Array(timeline.population);
  let now = NaN;
  let changesVersion = -1;
  let stateVersion = 0;
  let fieldsVersion = 0;

  function update(position: number): void {
    if (position >= flags.length) flags = grow(flags, position);
    const { present, status, converting } = history.stateAt(position, now);
    const flag =
      (present ? PRESENT : 0) | (converting ? CONVERTING : 0) | (STATUSES.indexOf(status) << STATUS_SHIFT);
    fieldsVersion += 1;
    if (flags[position] === flag) return;
    flags[position] = flag;
    stateVersion += 1;
  }

  function updateByPhase(from: number, to: number): void {
    for (let at = from; at < to; at += 1) update((byPhase[at] ?? 0) % POSITION_RANGE);
  }

  return {
    /** Incremented when the presence, status or conversion of an offer changed. */
    get stateVersion() {
      return stateVersion;
    },
    /** Incremented when any field of an offer may have changed, including its state, but not its age. */
    get fieldsVersion() {
      return fieldsVersion;
    },
    /** Move the index to a moment. Cheap for a small step forward; a step back reads every offer. */
    moveTo(timeMs: number): void {
      if (timeMs === now && changes.version === changesVersion) return;
      const before = now;
      const hasNewChanges = changes.version !== changesVersion || changes.latestMs > before;
      now = timeMs;
      changesVersion = changes.version;
      const isSmallStep = timeMs >= before && timeMs - before < timeline.periodMs;
      if (!isSmallStep) {
        for (let position = 0; position < flags.length; position += 1) update(position);
      } else if (byPhase.length > 0) {
        const from = firstPhaseAfter(byPhase, cyclePosition(before - epoch, timeline.periodMs));
        const to = firstPhaseAfter(byPhase, cyclePosition(timeMs - epoch, timeline.periodMs));
        updateByPhase(from, to >= from ? to : byPhase.length);
        if (to < from) updateByPhase(0, to);
      }
      if (hasNewChanges) for (const position of changes.positions()) update(position);
    },
    /** The positions of the present offers, in order of their ids. */
    select(status: TrueStatus | undefined, converting: boolean | undefined): number[] {
      const statusIndex = status === undefined ? undefined : STATUSES.indexOf(status);
      const positions: number[] = [];
      for (let position = 0; position < flags.length; position += 1) {
        const flag = flags[position] ?? 0;
        if ((flag & PRESENT) === 0) continue;
        if (statusIndex !== undefined && flag >> STATUS_SHIFT !== statusIndex) continue;
        if (converting !== undefined && ((flag & CONVERTING) !== 0) !== converting) continue;
        positions.push(position);
      }
      return positions;
    },
  };
}

export type CatalogueIndex = ReturnType<typeof createCatalogueIndex>;

/** Phase and position packed into one number, so that a typed array can sort them. Empty for a frozen catalogue. */
function sortByPhase(timeline: Timeline): Float64Array {
  if (timeline.periodMs === Infinity) return new Float64Array(0);
  const packed = (position: number) => timeline.phaseOf(position) * POSITION_RANGE + position;
  return Float64Array.from({ length: timeline.population }, (_, position) => packed(position)).sort();
}

/** The index of the first entry whose phase is after this moment of the cycle. Binary search. */
function firstPhaseAfter(byPhase: Float64Array, cycleMs: number): number {
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

function cyclePosition(sinceEpochMs: number, periodMs: number): number {
  return ((sinceEpochMs % periodMs) + periodMs) % periodMs;
}

function grow(flags: Uint8Array, position: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(position + 1, flags.length + 1_024));
  larger.set(flags);
  return larger;
}

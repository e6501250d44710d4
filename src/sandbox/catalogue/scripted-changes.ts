import type { PaceChange } from './conversions';
import type { OfferFields, TrueStatus } from './truth';

/** Changes to one offer. Absent fields stay unchanged. */
export interface ScriptedState {
  present?: boolean;
  status?: TrueStatus;
  fields?: Partial<OfferFields>;
  /** The moment of the last conversion in ms; null removes the conversion. */
  convertedAtMs?: number | null;
  /** The share of the offer's conversions that it has from then on, 0 to 1. */
  pace?: number;
}

/** The scripted changes of a catalogue, each in effect from its moment on. Offers are identified by position. */
export function createScriptedChanges() {
  const changes = new Map<number, { atMs: number; state: ScriptedState }[]>();
  let version = 0;
  let latestMs = -Infinity;
  return {
    /** Incremented by every change and by `clear`. */
    get version() {
      return version;
    },
    /** The moment of the latest change; -Infinity without changes. */
    get latestMs() {
      return latestMs;
    },
    record(position: number, atMs: number, state: ScriptedState): void {
      const ofOffer = changes.get(position) ?? [];
      ofOffer.push({ atMs, state });
      changes.set(position, ofOffer);
      version += 1;
      latestMs = Math.max(latestMs, atMs);
    },
    /** The merged changes up to a moment, in the order of `record`; undefined without any. */
    at(position: number, timeMs: number): ScriptedState | undefined {
      const made = changes.get(position)?.filter(({ atMs }) => atMs <= timeMs);
      if (made === undefined || made.length === 0) return undefined;
      return made.reduce<ScriptedState>(
        (sum, { state }) => ({ ...sum, ...state, fields: { ...sum.fields, ...state.fields } }),
        {},
      );
    },
    /** The changes of an offer's pace up to a moment, in the order of `record`. */
    pacesOf(position: number, timeMs: number): PaceChange[] {
      return (changes.get(position) ?? []).flatMap(({ atMs, state: { pace } }) =>
        pace === undefined || atMs > timeMs ? [] : { atMs, pace },
      );
    },
    /** Every offer that was ever changed, including those of cleared changes, so that an index can undo them. */
    positions: () => changes.keys(),
    /** Remove all changes, including those of the past. */
    clear(): void {
      for (const ofOffer of changes.values()) ofOffer.length = 0;
      version += 1;
      latestMs = -Infinity;
    },
  };
}

export type ScriptedChanges = ReturnType<typeof createScriptedChanges>;

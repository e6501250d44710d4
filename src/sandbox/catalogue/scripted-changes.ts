import type { OfferFields, TrueStatus } from './truth';

/** Changes to one offer. Absent fields stay unchanged. */
export interface ScriptedState {
  present?: boolean;
  status?: TrueStatus;
  fields?: Partial<OfferFields>;
  /** The moment of the last conversion in ms; null removes the conversion. */
  convertedAtMs?: number | null;
}

/** The scripted changes of a catalogue, each in effect from its moment on. Offers are identified by position. */
export interface ScriptedChanges {
  /** Incremented by every change and by `clear`. */
  readonly version: number;
  /** The moment of the latest change; -Infinity without changes. */
  readonly latestMs: number;
  record(position: number, atMs: number, state: ScriptedState): void;
  /** The merged changes up to a moment; undefined without any. */
  at(position: number, timeMs: number): ScriptedState | undefined;
  /** Every offer that was ever changed, including those of cleared changes, so that an index can undo them. */
  positions(): Iterable<number>;
  /** Remove all changes, including those of the past. */
  clear(): void;
}

/** Create an empty list of changes, kept in the order of `record`. */
export function createScriptedChanges(): ScriptedChanges {
  const changes = new Map<number, { atMs: number; state: ScriptedState }[]>();
  let version = 0;
  let latestMs = -Infinity;
  return {
    get version() {
      return version;
    },
    get latestMs() {
      return latestMs;
    },
    record(position, atMs, state) {
      const ofOffer = changes.get(position) ?? [];
      ofOffer.push({ atMs, state });
      changes.set(position, ofOffer);
      version += 1;
      latestMs = Math.max(latestMs, atMs);
    },
    at(position, timeMs) {
      const made = changes.get(position)?.filter(({ atMs }) => atMs <= timeMs);
      if (made === undefined || made.length === 0) return undefined;
      return made.reduce<ScriptedState>(
        (sum, { state }) => ({ ...sum, ...state, fields: { ...sum.fields, ...state.fields } }),
        {},
      );
    },
    positions: () => changes.keys(),
    clear() {
      for (const ofOffer of changes.values()) ofOffer.length = 0;
      version += 1;
      latestMs = -Infinity;
    },
  };
}

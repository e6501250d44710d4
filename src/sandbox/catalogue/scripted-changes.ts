import type { OfferFields, TrueStatus } from './truth';

/** What a test or a person made of one offer. What is left out stays as it was. */
export interface ScriptedState {
  present?: boolean;
  status?: TrueStatus;
  fields?: Partial<OfferFields>;
  /** The moment of the last conversion in ms; null: no conversion any more. */
  convertedAtMs?: number | null;
}

/** The scripted changes of a catalogue, each true from its moment on. Offers are told by their position. */
export interface ScriptedChanges {
  /** Grows with every change and with every clearing. */
  readonly version: number;
  /** The moment of the latest change; -Infinity where there is none. */
  readonly latestMs: number;
  record(position: number, atMs: number, state: ScriptedState): void;
  /** What the changes up to that moment add up to; undefined where there was none. */
  at(position: number, timeMs: number): ScriptedState | undefined;
  /** Every offer that was ever changed, so that whoever saw a change also sees it cleared. */
  positions(): Iterable<number>;
  /** Forget all changes, as if none had been made. */
  clear(): void;
}

/** Keep scripted changes in the order in which they were made. */
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

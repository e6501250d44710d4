import type { Catalogue } from '../src/sandbox';

/** A seeded random number generator: numbers from 0 (inclusive) to 1 (exclusive). */
export function createRandom(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random changes to a catalogue while it is read. */
export interface RandomChanges {
  /** Remove, add, pause or resume offers: 0 to `max` changes. */
  apply: (max: number) => void;
  /** Each changed offer with every status that it has had since; `Unknown`: it did not exist. */
  readonly touched: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Seeded changes to a catalogue: mostly to offers that are Active then, never to those in `excluded`. */
export function createRandomChanges(
  catalogue: Catalogue,
  { seed, excluded = new Set() }: { seed: number; excluded?: ReadonlySet<string> },
): RandomChanges {
  const next = createRandom(seed);
  const touched = new Map<string, Set<string>>();
  const inactive: string[] = [];
  const statusOf = (id: string) => catalogue.truthAt(id, Date.now())?.status ?? 'Unknown';

  const touch = (id: string, act: () => void) => {
    const statuses = touched.get(id) ?? new Set([statusOf(id)]);
    act();
    touched.set(id, statuses.add(statusOf(id)));
  };
  const anyActive = () => {
    const ids = catalogue
      .idsAt(Date.now(), { order: 'ID', status: 'Active' })
      .filter((id) => !excluded.has(id));
    return ids[Math.floor(next() * ids.length)];
  };
  const changeOne = () => {
    const kind = next();
    const revived = kind >= 0.75 ? inactive.shift() : undefined;
    const id = revived ?? anyActive();
    if (id === undefined) return;
    if (revived !== undefined) touch(id, () => void (catalogue.resume(id) || catalogue.add(id)));
    else if (kind < 0.35) touch(id, () => catalogue.remove(id));
    else if (kind < 0.65) touch(id, () => catalogue.pause(id));
    else {
      const added = catalogue.add();
      if (added !== undefined) touched.set(added, new Set(['Unknown', statusOf(added)]));
    }
    if (kind < 0.65 && revived === undefined) inactive.push(id);
  };
  return {
    touched,
    apply(max) {
      for (let left = Math.floor(next() * (max + 1)); left > 0; left -= 1) changeOne();
    },
  };
}

import type { Catalogue } from '../src/sandbox';

/** Numbers from 0 to 1, the same ones for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What happens to a catalogue while it is read, drawn by a seed. */
export interface RandomChanges {
  /** Remove, add, pause or resume some offers: up to so many changes at once. */
  change: (most: number) => void;
  /** Each offer that was touched, with every status that it had since; `Unknown`: it was not there. */
  readonly touched: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Draw changes to a catalogue, mostly to offers that are Active at that moment, and never to those that are staying. */
export function createRandomChanges(
  catalogue: Catalogue,
  { seed, nowMs, staying = new Set() }: { seed: number; nowMs: number; staying?: ReadonlySet<string> },
): RandomChanges {
  const next = createRandom(seed);
  const touched = new Map<string, Set<string>>();
  const asleep: string[] = [];
  const statusOf = (id: string) => catalogue.truthAt(id, nowMs)?.status ?? 'Unknown';

  const touch = (id: string, act: () => void) => {
    const statuses = touched.get(id) ?? new Set([statusOf(id)]);
    act();
    touched.set(id, statuses.add(statusOf(id)));
  };
  const anyActive = () => {
    const ids = catalogue.idsAt(nowMs, { order: 'ID', status: 'Active' }).filter((id) => !staying.has(id));
    return ids[Math.floor(next() * ids.length)];
  };
  const changeOne = () => {
    const kind = next();
    const woken = kind >= 0.75 ? asleep.shift() : undefined;
    const id = woken ?? anyActive();
    if (id === undefined) return;
    if (woken !== undefined) touch(id, () => void (catalogue.resume(id) || catalogue.add(id)));
    else if (kind < 0.35) touch(id, () => catalogue.remove(id));
    else if (kind < 0.65) touch(id, () => catalogue.pause(id));
    else {
      const added = catalogue.add();
      if (added !== undefined) touched.set(added, new Set(['Unknown', statusOf(added)]));
    }
    if (kind < 0.65 && woken === undefined) asleep.push(id);
  };
  return {
    touched,
    change(most) {
      for (let left = Math.floor(next() * (most + 1)); left > 0; left -= 1) changeOne();
    },
  };
}

import { type Figure, medianOf } from '../figures';
import type { ProcessState } from '../programs/read-process';
import type { SpawnedProgram } from '../programs/spawn-program';

const LOOK_EVERY_MS = 10_000;

/** The last quarter of the time against the second one; the first is for warming up. */
const GROWTH_REACH = { residentMiB: 1.25, openFiles: 1.2, sockets: 1.2 } as const;
type Kind = keyof typeof GROWTH_REACH;

const WORDS: Record<Kind, { what: string; unit: Figure['unit'] }> = {
  residentMiB: { what: 'memory', unit: 'MiB' },
  openFiles: { what: 'fewest open files', unit: 'files' },
  sockets: { what: 'fewest sockets', unit: 'files' },
};

/** What each program held, every ten seconds. */
export type Held = Record<string, ProcessState[]>;

/** Look at what programs hold until told to stop. */
export function watchGrowth(programs: Record<string, SpawnedProgram>): { stop: () => Held } {
  const held: Held = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  const look = () => {
    for (const [name, program] of Object.entries(programs)) {
      const state = program.state();
      if (state !== undefined) held[name]!.push(state);
    }
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return held;
    },
  };
}

/**
 * What programs held in the last quarter of the time, against the second one; nothing where there was too little to see.
 *
 * Files and sockets come and go with what is asked for just then, some ten of them. What leaks is never given back, so
 * the fewest that were open tell of it, and the load does not.
 */
export function growthFigures(held: Held): Figure[] {
  return Object.entries(held)
    .filter(([, states]) => states.length >= 4)
    .flatMap(([name, states]) => (Object.keys(WORDS) as Kind[]).map((kind) => growthOf(name, kind, states)));
}

function growthOf(name: string, kind: Kind, states: ProcessState[]): Figure {
  const held = states.map((state) => state[kind]);
  const quarter = Math.floor(held.length / 4);
  const countOf = (part: number[]) => (kind === 'residentMiB' ? part : [Math.min(...part)]);
  return {
    what: `${WORDS[kind].what} of the ${name}, last quarter against the second`,
    unit: WORDS[kind].unit,
    samples: countOf(held.slice(-quarter)),
    against: medianOf(countOf(held.slice(quarter, 2 * quarter))),
    reach: { atMost: GROWTH_REACH[kind] },
  };
}

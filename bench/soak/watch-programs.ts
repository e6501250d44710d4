import type { SpawnedProgram } from '../programs/spawn-program';

const LOOK_EVERY_MS = 1_000;

/** What a program needed while it was watched. Empty, and 0, where the system does not tell. */
export interface Watched {
  /** A sample a second. */
  residentMiB: number[];
  /** The share of one core that it used. */
  cpuShare: number;
}

/** Run something, and tell what some programs needed meanwhile. */
export async function watchPrograms<T>(
  programs: Record<string, SpawnedProgram>,
  run: () => Promise<T>,
): Promise<{ result: T; watched: Record<string, Watched> }> {
  const names = Object.keys(programs);
  const residentMiB = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  const cpuOf = (name: string) => programs[name]!.state()?.cpuSeconds ?? 0;
  const cpuBefore = Object.fromEntries(names.map((name) => [name, cpuOf(name)]));
  const startedMs = performance.now();
  const look = () => {
    for (const name of names) {
      const state = programs[name]!.state();
      if (state !== undefined) residentMiB[name]!.push(state.residentMiB);
    }
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  try {
    const result = await run();
    const seconds = (performance.now() - startedMs) / 1_000;
    const watched = names.map((name): [string, Watched] => [
      name,
      { residentMiB: residentMiB[name]!, cpuShare: (cpuOf(name) - cpuBefore[name]!) / seconds },
    ]);
    return { result, watched: Object.fromEntries(watched) };
  } finally {
    clearInterval(timer);
  }
}

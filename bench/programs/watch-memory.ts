import type { SpawnedProgram } from './spawn-program';

const LOOK_EVERY_MS = 250;

/** Run something and tell the most resident memory that the program had meanwhile, in MiB; undefined where the system does not tell. */
export async function watchMemory<T>(
  program: SpawnedProgram,
  run: () => Promise<T>,
): Promise<{ result: T; mostMiB: number | undefined }> {
  let mostMiB: number | undefined;
  const look = () => {
    const now = program.state()?.residentMiB;
    if (now !== undefined) mostMiB = Math.max(mostMiB ?? 0, now);
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  try {
    return { result: await run(), mostMiB };
  } finally {
    clearInterval(timer);
    look();
  }
}

import { MirrorMismatchError, type Store } from '../store';
import { attempt } from './retry/attempt';

/** Every activity belongs to a run. `mirrorId` is null only before the run has begun. */
interface OfRun {
  run: { mirrorId: string | null };
}

/** An activity with any input. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `unknown` or `never` would not accept the activities.
type Activity = (input: any) => Promise<unknown>;

/** The activities, if the input of each names its run; otherwise a type to which nothing can be assigned. */
type AllOfRun<Activities> = {
  [Name in keyof Activities]: Activities[Name] extends (input: infer Input) => Promise<unknown>
    ? Input extends OfRun
      ? Activities[Name]
      : never
    : never;
};

/**
 * Wrap activities so that each refuses the runs of another mirror, before it does anything.
 *
 * Two workers with different databases may poll the same queues by mistake. The attempt of the wrong one fails and is
 * retried, until the other worker takes it.
 */
export function forOwnMirror<Activities extends Record<string, Activity>>(
  store: Store,
  activities: Activities & AllOfRun<Activities>,
): Activities {
  const wrapped = Object.entries<Activity>(activities).map(([name, activity]) => [
    name,
    async (input: OfRun) => {
      await attempt(() => assertOwnMirror(store, input.run.mirrorId));
      return activity(input);
    },
  ]);
  return Object.fromEntries(wrapped) as Activities;
}

async function assertOwnMirror(store: Store, mirrorId: string | null): Promise<void> {
  const own = await store.readMirrorId();
  if (mirrorId === null || mirrorId === own) return;
  throw new MirrorMismatchError(
    `The run belongs to the mirror ${mirrorId}, but this worker's database is the mirror ${own}. ` +
      'Set another TEMPORAL_NAMESPACE or TEMPORAL_PREFIX for one of them, or stop this worker.',
  );
}

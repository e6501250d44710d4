import { readMirror } from '../../../harness/mirror/compare';
import { createRandomChanges } from '../../../harness/random';
import { runSync } from '../../../harness/run-sync';
import { activeIds } from '../../harness/mirror';
import type { FaultStack } from '../../harness/use-stack';

/** Change the catalogue at random before and during a FULL, and compare the mirror with it. */
export async function runThroughChanges(stack: FaultStack, seed: number) {
  const { catalogue } = stack.sandbox;
  const statusOf = (id: string) => catalogue.truthAt(id, Date.now())?.status ?? 'Unknown';
  stack.sandbox.reset();
  const before = createRandomChanges(catalogue, { seed });
  before.apply(40);
  const heldActive = new Set(
    [...(await readMirror(stack)).values()].flatMap((row) => (row.status === 'Active' ? row.offerId : [])),
  );
  const activeAtStart = activeIds(stack);

  const during = createRandomChanges(catalogue, { seed: seed + 1_000 });
  stack.beforeResponse = () => during.apply(5);
  const audit = await runSync(stack, 'full');
  stack.beforeResponse = undefined;

  const rows = await readMirror(stack);
  const wasObserved = (id: string) =>
    Date.parse(rows.get(id)?.observedAt ?? '') >= Date.parse(audit.startedAt);
  const isUntouched = (id: string) => !during.touched.has(id);
  return {
    audit,
    touched: during.touched.size,
    /** Active from start to end, and not met. */
    missed: activeAtStart.filter(
      (id) => isUntouched(id) && (rows.get(id)?.status !== 'Active' || !wasObserved(id)),
    ),
    /** Paused or removed before the run, and not marked. */
    unmarked: [...heldActive].filter((id) => isUntouched(id) && rows.get(id)?.status !== statusOf(id)),
    /** Changed during the run, and not observed, or with a status that they never had. */
    invented: [...during.touched].filter(
      ([id, statuses]) =>
        heldActive.has(id) && (!wasObserved(id) || !statuses.has(rows.get(id)?.status ?? '')),
    ),
    marked: [...heldActive].filter((id) => isUntouched(id) && statusOf(id) !== 'Active').map(statusOf),
  };
}

/** The result of `runThroughChanges` for a FULL that is complete and right. */
export const COMPLETE_AND_RIGHT = {
  audit: { status: 'completed', reasons: [] },
  missed: [],
  unmarked: [],
  invented: [],
};

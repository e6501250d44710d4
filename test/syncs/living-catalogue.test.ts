import { readMirror } from '../../harness/mirror/compare';
import { createRandomChanges } from '../../harness/random';
import { runSync } from '../../harness/run-sync';
import { activeIds } from '../harness/mirror';
import { NOW, useStack } from '../harness/use-stack';

/** This many fit into half a minute. */
const SEEDS = 20;

const stack = useStack({ sandbox: { offers: 2_000 } });

beforeAll(() => runSync(stack, 'full'));

function statusOf(id: string): string {
  return stack.sandbox.catalogue.truthAt(id, NOW)?.status ?? 'Unknown';
}

/** Change the catalogue at random before and during a FULL, and compare the mirror with it. */
async function runThroughChanges(seed: number) {
  const { catalogue } = stack.sandbox;
  stack.sandbox.reset();
  const before = createRandomChanges(catalogue, { seed, nowMs: NOW });
  before.apply(40);
  const heldActive = new Set(
    [...(await readMirror(stack)).values()].flatMap((row) => (row.status === 'Active' ? row.offerId : [])),
  );
  const activeAtStart = activeIds(stack);

  const during = createRandomChanges(catalogue, { seed: seed + 1_000, nowMs: NOW });
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

test('a FULL of a changing catalogue misses no offer that stays, and marks those that paused or went', async () => {
  const seen = { reread: 0, paused: 0, gone: 0, swept: 0 };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { audit, touched, missed, unmarked, invented, marked } = await runThroughChanges(seed);
    const { status, reasons } = audit;
    expect({ seed, status, reasons, missed, unmarked, invented }).toEqual({
      seed,
      status: 'completed',
      reasons: [],
      missed: [],
      unmarked: [],
      invented: [],
    });
    expect(touched).toBeGreaterThan(20);
    seen.reread += audit.pagesReread ?? 0;
    seen.swept += audit.offersSwept ?? 0;
    seen.paused += marked.filter((each) => each === 'Paused').length;
    seen.gone += marked.filter((each) => each === 'Unknown').length;
  }
  expect(Object.values(seen).every((count) => count > SEEDS)).toBe(true);
}, 120_000);

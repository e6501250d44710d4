import { runSync } from '../../../harness/run-sync';
import { useStack } from '../../harness/use-stack';
import { COMPLETE_AND_RIGHT, runThroughChanges } from './run-through-changes';

/** This many fit into half a minute. */
const SEEDS = 20;

const stack = useStack({ sandbox: { offers: 2_000 } });

beforeAll(() => runSync(stack, 'full'));

test('a FULL of a changing catalogue misses no offer that stays, and marks those that paused or went', async () => {
  const seen = { reread: 0, paused: 0, gone: 0, swept: 0 };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const result = await runThroughChanges(stack, seed);
    expect({ seed, ...result }).toMatchObject({ seed, ...COMPLETE_AND_RIGHT });
    expect(result.touched).toBeGreaterThan(20);
    seen.reread += result.audit.pagesReread ?? 0;
    seen.swept += result.audit.offersSwept ?? 0;
    seen.paused += result.marked.filter((each) => each === 'Paused').length;
    seen.gone += result.marked.filter((each) => each === 'Unknown').length;
  }
  expect(Object.values(seen).every((count) => count > SEEDS)).toBe(true);
});

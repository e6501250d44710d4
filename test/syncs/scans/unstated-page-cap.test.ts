import { runSync } from '../../../harness/run-sync';
import type { SandboxOptions } from '../../../src/sandbox';
import { activeIds } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';
import { COMPLETE_AND_RIGHT, runThroughChanges } from './run-through-changes';

const PAGE_CAP = 60;
const SEEDS = [1, 2, 3];

describe.each<NonNullable<SandboxOptions['statedCap']>>(['pages', 'nothing'])(
  'pages are smaller than requested, and the network states of it: %s',
  (statedCap) => {
    const stack = useStack({ sandbox: { offers: 1_500, pageCap: PAGE_CAP, statedCap } });

    test('a FULL reads every page, is proven complete on a changing catalogue, and sweeps', async () => {
      const active = activeIds(stack).length;
      expect(await runSync(stack, 'full')).toMatchObject({
        status: 'completed',
        pagesRead: Math.ceil(active / PAGE_CAP),
        offersDistinct: active,
      });
      for (const seed of SEEDS) {
        const result = await runThroughChanges(stack, seed);
        expect({ seed, ...result }).toMatchObject({ seed, ...COMPLETE_AND_RIGHT });
        expect(result.audit.offersSwept).toBeGreaterThan(0);
        expect(result.marked.length).toBeGreaterThan(0);
      }
    });
  },
);

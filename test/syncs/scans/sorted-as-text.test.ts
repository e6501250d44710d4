import { compareToTruth } from '../../../harness/mirror/compare';
import { runSync } from '../../../harness/run-sync';
import { activeIds } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';

const stack = useStack({ sandbox: { offers: 3_000, idsSortedAs: 'text' } });

test('a network that sorts ids as text is proven complete only while nothing changes', async () => {
  const ids = activeIds(stack);
  expect(Math.max(...ids.slice(0, 1_000).map(Number))).toBeGreaterThan(Number(ids.at(-1)));
  const unproven = {
    status: 'incomplete',
    reasons: [expect.stringContaining('the network does not list them by id')],
    offersSwept: 0,
  };

  // The mirror is empty, so it cannot show that no offer has come meanwhile.
  expect(await runSync(stack, 'full')).toMatchObject(unproven);
  expect(await compareToTruth(stack)).toMatchObject({ wrong: [], missing: [] });
  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', reasons: [] });

  stack.beforeResponse = (_number, { pages }, catalogue) => {
    if (pages === '9') catalogue.pause(ids[30]!);
  };
  expect(await runSync(stack, 'full')).toMatchObject(unproven);
});

import { readMirror } from '../../harness/mirror/compare';
import { runSync } from '../../harness/run-sync';
import { runUndisturbed } from '../harness/mirror';

test('a HIGH over a short list is incomplete if all its offers are absent, and not if one is returned', async () => {
  const sandbox = { offers: 200, convertingShare: 0.03 } as const;
  await runUndisturbed(sandbox, async (small) => {
    await runSync(small, 'full');
    const [first, ...others] = [...(await readMirror(small, true)).keys()];
    expect(others.length).toBeGreaterThan(0);
    expect(others.length).toBeLessThan(10);
    others.forEach((id) => small.sandbox.catalogue.remove(id));
    expect(await runSync(small, 'high')).toMatchObject({ status: 'completed', offersAbsent: others.length });

    small.sandbox.catalogue.remove(first!);
    expect(await runSync(small, 'high')).toMatchObject({ status: 'incomplete', offersMet: 0 });
  });
});

test('an offer that the network reports as unknown becomes Unknown at once', async () => {
  const sandbox = { offers: 300, unknownIds: 'as-unknown', convertingShare: 0.2 } as const;
  await runUndisturbed(sandbox, async (strict) => {
    await runSync(strict, 'full');
    const [first] = [...(await readMirror(strict, true)).keys()];
    strict.sandbox.catalogue.remove(first!);

    const audit = await runSync(strict, 'high');

    await expect(strict.store.readOffer(first!)).resolves.toMatchObject({ status: 'Unknown' });
    expect(audit).toMatchObject({ status: 'completed', offersAbsent: 0, offersPaused: 1, listRemoved: 1 });
  });
});

import { runSync } from '../../../../harness/run-sync';
import { useStack } from '../../../harness/use-stack';

const stack = useStack({ sandbox: { offers: 800, convertingShare: 0.1 } });

beforeAll(() => runSync(stack, 'full'));

async function listedIds(): Promise<string[]> {
  const { offers } = await stack.store.listOffers({ onList: true, limit: 500 });
  return offers.map(({ offerId }) => offerId);
}

test('fault 9: an offer with an unknown status leaves the list after the second HIGH, and returns when it is readable', async () => {
  const before = await listedIds();
  const retired = before.slice(3, 8);
  const isListed = async () => {
    const listed = await listedIds();
    return retired.map((id) => listed.includes(id));
  };
  const all = (value: boolean) => retired.map(() => value);
  const effect = { kind: 'set-field', ids: retired, field: 'status', value: 'Retired' } as const;
  stack.sandbox.setFault({ when: { asked: 'by-id' }, effect });

  expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed', rowsRejected: 5 });
  expect(await isListed()).toEqual(all(true));
  expect(await stack.store.countUnconfirmed()).toBe(0);

  expect(await runSync(stack, 'high')).toMatchObject({ listRemoved: 5 });
  expect(await isListed()).toEqual(all(false));
  expect(await stack.store.countUnconfirmed()).toBe(5);
  expect(await stack.store.readOffer(retired[0]!)).toMatchObject({
    status: 'Active',
    statusConfirmed: false,
  });

  stack.sandbox.setFault(null);
  await runSync(stack, 'full');
  expect(await isListed()).toEqual(all(true));
  expect(await listedIds()).toEqual(before);
  expect(await stack.store.countUnconfirmed()).toBe(0);
});

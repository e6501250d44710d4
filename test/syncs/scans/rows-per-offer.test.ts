import { runSync } from '../../../harness/run-sync';
import type { Fault } from '../../../src/sandbox';
import { activeIds, convertingIds, idsOnPage } from '../../harness/mirror';
import { runUnderFault } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const stack = useStack({ sandbox: { offers: 1_200, convertingShare: 0.1 } });

beforeAll(() => runSync(stack, 'full', { status: 'any' }));

beforeEach(() => stack.reset());

/** Two more rows of an offer, for other countries, before its own one. */
function withRowsFor(id: string, when: Fault['when']): Fault {
  const row = stack.sandbox.catalogue.offerAt(id, Date.now())!;
  const rows = ['XA', 'XB'].map((country) => ({ ...row, country }));
  return { ...(when && { when }), effect: { kind: 'odd-rows', rows } };
}

test('a FULL counts the rows of an offer beyond its last one, which is stored', async () => {
  const id = idsOnPage(stack, 4)[0]!;
  const { country } = stack.sandbox.catalogue.truthAt(id, Date.now())!;

  const { audit } = await runUnderFault(stack, withRowsFor(id, { pages: [4] }));

  const active = activeIds(stack).length;
  expect(audit).toMatchObject({
    status: 'completed',
    pagesReread: 0,
    offersDistinct: active,
    offersMet: active + 2,
    offersDuplicate: 2,
    rowsRejected: 0,
  });
  expect(await stack.store.readOffer(id)).toMatchObject({ country });
});

test('so does a HIGH, and no other offer is absent', async () => {
  const [id = ''] = convertingIds(stack);

  const { audit } = await runUnderFault(stack, withRowsFor(id, { asked: 'by-id', first: 1 }), 'high');

  expect(audit).toMatchObject({ status: 'completed', offersDuplicate: 2, offersAbsent: 0 });
  expect(audit.offersMet).toBe((audit.offersDistinct ?? 0) + 2);
});

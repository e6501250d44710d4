import type { Pool } from 'pg';
import { poll } from '../../../harness/poll';
import type { Offer } from '../../../src/domain/offer';
import { createChangeReader } from '../../../src/store/history/change-reader';
import { minute, observedOffer, useTestStore } from '../test-store';

const context = useTestStore();

const observe = (offerId: string, minutes: number, values: Partial<Offer> = {}) =>
  context.save([observedOffer(offerId, values)], {
    observedAt: minute(minutes),
    requestKey: `${offerId}/${minutes}`,
  });

/** Other tests of this server may hold a transaction open, at which the history ends. */
const committed = (count: number) =>
  poll(`the history has ${count} changes`, async () => {
    const { changes } = await context.store.listChanges({ limit: 500, since: minute(0) });
    return changes.length >= count;
  });

const idsOf = (changes: { offerId: string }[]) => changes.map(({ offerId }) => offerId);

test('a reader begins at the end of the history, and returns each later change once', async () => {
  await observe('1', 0);
  await committed(1);
  const reader = context.store.createChangeReader();
  expect(await reader.read()).toEqual([]);

  await observe('2', 1);
  await observe('1', 2, { status: 'Paused' });
  await committed(3);

  expect(idsOf(await reader.read())).toEqual(['2', '1']);
  expect(await reader.read()).toEqual([]);
});

test('a reader of one kind, since a time', async () => {
  await observe('1', 0);
  await observe('1', 1, { status: 'Paused' });
  await observe('1', 2, { status: 'Paused', offerName: 'Other' });
  await committed(3);

  const reader = context.store.createChangeReader({ since: minute(0), kinds: ['paused'] });

  expect(await reader.read()).toMatchObject([{ kinds: ['paused'] }]);
});

test('a burst is returned once no further change comes', async () => {
  await observe('1', 0);
  await committed(1);
  const reader = context.store.createChangeReader({ since: minute(0), wholeBursts: true });
  expect(await reader.read()).toEqual([]);
  await observe('2', 1);
  await committed(2);
  expect(await reader.read()).toEqual([]);

  expect(idsOf(await reader.read())).toEqual(['1', '2']);
  expect(await reader.read()).toEqual([]);
});

test('changes of a page whose successor cannot be read are returned by the next call', async () => {
  const ids = Array.from({ length: 501 }, (_, index) => String(1_000 + index));
  await context.save(
    ids.map((id) => observedOffer(id)),
    { observedAt: minute(0), requestKey: 'page/1' },
  );
  await committed(500);
  let reads = 0;
  const failing = {
    query: (text: string, values: unknown[]) => {
      const isPage = text.includes('jsonb_build_object');
      return isPage && ++reads === 2
        ? Promise.reject(new Error('connection lost'))
        : context.pool.query(text, values);
    },
  } as unknown as Pool;
  const reader = createChangeReader(failing, { since: minute(0) });

  await expect(reader.read()).rejects.toThrow('connection lost');
  expect(idsOf(await reader.read())).toEqual(ids);
});

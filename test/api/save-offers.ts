import type { Store } from '../../src/store/store';

/** Put Active offers that converted into the mirror, as one answer of a FULL of its own. */
export async function saveOffers(
  store: Store,
  ids: string[],
  values: { payout?: string } = {},
): Promise<void> {
  const observedAt = await store.readClock();
  const run = { workflowId: 'full-sync-manual', runId: `at ${observedAt}` };
  await store.beginRun({ run, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
  const offers = ids.map((offerId) => ({
    offerId,
    offer: {
      offerName: `Offer ${offerId}`,
      status: 'Active' as const,
      payout: '0.350',
      lastConversion: { raw: '6h', ageSeconds: 21_600 },
      ...values,
    },
  }));
  await store.saveAnswer({
    run,
    requestKey: 'page/1',
    purpose: 'page',
    observedAt,
    attempt: 2,
    metIds: ids,
    absentIds: [],
    received: ids.length,
    offers,
    rejected: [{ offerId: ids[0]!, field: 'payout', reason: 'not a number', raw: 'much' }],
  });
  await store.refreshConversionList();
  await store.finishRun({ run, status: 'completed', reasons: [], error: null });
}

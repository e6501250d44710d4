import type { Store } from '../../src/store';

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

/** Put an offer for each text into the mirror, with the text in each of its fields that is text. */
export async function saveTexts(store: Store, texts: readonly string[]): Promise<void> {
  const observedAt = await store.readClock();
  const run = { workflowId: 'full-sync-manual', runId: `at ${observedAt}` };
  await store.beginRun({ run, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
  const offers = texts.map((text, at) => ({
    offerId: `t-${at}`,
    offer: {
      offerName: text,
      status: 'Active' as const,
      country: text,
      carrier: text,
      vertical: text,
      flow: text,
      currency: text,
      lastConversion: { raw: '1h', ageSeconds: 3_600 },
    },
  }));
  await store.saveAnswer({
    run,
    requestKey: 'page/1',
    purpose: 'page',
    observedAt,
    attempt: 1,
    metIds: offers.map(({ offerId }) => offerId),
    absentIds: [],
    received: texts.length,
    offers,
    rejected: texts.map((text) => ({ offerId: null, field: text, reason: text, raw: text })),
  });
  await store.refreshConversionList();
  await store.finishRun({ run, status: 'incomplete', reasons: [...texts], error: texts.join(' ') });
}

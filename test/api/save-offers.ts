import type { AnswerToSave, Store } from '../../src/store';

interface Outcome {
  attempt?: number;
  rejected?: AnswerToSave['rejected'];
  reasons?: string[];
  error?: string;
  /** The rows in the response, and their fields. Default: one row for each offer, and unknown fields. */
  rows?: Required<Pick<AnswerToSave, 'received' | 'fields'>>;
}

/** Saves offers in a FULL run, as one response with its rejected rows, and refreshes the ConversionList. */
export async function saveRun(
  store: Store,
  offers: AnswerToSave['offers'],
  { attempt = 1, rejected = [], reasons = [], error, rows }: Outcome = {},
): Promise<void> {
  const observedAt = await store.readClock();
  const run = { workflowId: 'full-sync-manual', runId: `at ${observedAt}` };
  await store.beginRun({ run, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
  await store.saveAnswer({
    run,
    requestKey: 'page/1',
    purpose: 'page',
    observedAt,
    attempt,
    metIds: offers.map(({ offerId }) => offerId),
    absentIds: [],
    received: offers.length,
    offers,
    rejected,
    ...rows,
  });
  await store.refreshConversionList(run);
  const status = reasons.length === 0 ? 'completed' : 'incomplete';
  await store.finishRun({ run, status, reasons, error: error ?? null });
}

/** Saves Active offers with a conversion, in a response that came on the second attempt and had a rejected row. */
export async function saveOffers(
  store: Store,
  ids: string[],
  values: { payout?: string } = {},
): Promise<void> {
  const offers = ids.map((offerId) => ({
    offerId,
    offer: {
      offerName: `Offer ${offerId}`,
      status: 'Active' as const,
      payout: '0.350',
      lastConversion: { raw: '6h', ageSeconds: 21_600, precisionSeconds: 3_600 },
      ...values,
    },
  }));
  const rejected = [{ offerId: ids[0]!, field: 'payout', reason: 'not a number', raw: 'much' }];
  await saveRun(store, offers, { attempt: 2, rejected });
}

/** Saves an Active offer, then two runs in which its status, and that of half of the rows, is unreadable. */
export async function saveUnreadable(store: Store): Promise<void> {
  const offerId = '900000001';
  await saveOffers(store, [offerId]);
  const fields = { status: { missing: 0, unreadable: 10 }, payout: { missing: 0, unreadable: 1 } };
  for (let run = 0; run < 2; run += 1)
    await saveRun(store, [{ offerId, offer: { payout: '0.350' } }], { rows: { received: 20, fields } });
}

/** Saves an offer for each text, with the text in each of its text fields, and in the errors of the run. */
export async function saveTexts(store: Store, texts: readonly string[]): Promise<void> {
  const offers = texts.map((text, index) => ({
    offerId: `t-${index}`,
    offer: {
      offerName: text,
      status: 'Active' as const,
      country: text,
      carrier: text,
      vertical: text,
      flow: text,
      currency: text,
      lastConversion: { raw: '1h', ageSeconds: 3_600, precisionSeconds: 3_600 },
    },
  }));
  const rejected = texts.map((text) => ({ offerId: null, field: text, reason: text, raw: text }));
  await saveRun(store, offers, { rejected, reasons: [...texts], error: texts.join(' ') });
}

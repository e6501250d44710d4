import { converted, DAY, HOUR, instantOf, learn, MINUTE, saveRun, START } from '../rhythm/live';
import { useTestStore } from '../test-store';
import { readMessages, RULES } from './use-judge';

const context = useTestStore();

/** Learnt for a week, about once a minute. */
const LEARNT = START + 7 * DAY;

/** Observes the offers at a time, with the time of their last conversion, and judges. */
async function tick(at: number, lastConversions: Record<string, number>, more = {}): Promise<void> {
  const offers = Object.entries(lastConversions).map(([id, last]) => converted(id, last, at, more));
  const run = await saveRun(context, at, offers);
  await context.store.judgeOffers({ run, rules: RULES });
}

async function learnAll(offerIds: string[]): Promise<void> {
  await tick(START, Object.fromEntries(offerIds.map((id) => [id, START - MINUTE])));
  await learn(context, offerIds, { gap: MINUTE, until: LEARNT });
}

test('an offer that stops converting has one message, and another one when it converts again', async () => {
  await learnAll(['1', '2']);
  await context.store.watchOffers(['1'], {});
  for (let at = LEARNT + 2 * MINUTE; at <= LEARNT + HOUR; at += 2 * MINUTE)
    await tick(at, { 1: LEARNT, 2: at - MINUTE });
  const [start, ...others] = await readMessages(context);
  expect(others).toEqual([]);
  expect(start).toMatchObject({ edge: 'start', kind: 'conversion_stopped', offerId: '1' });
  // A memoryless offer of this pace has a message after some 15 minutes.
  expect(Date.parse(start!.at)).toBeGreaterThan((LEARNT + 5 * MINUTE) * 1_000);
  expect(Date.parse(start!.at)).toBeLessThan((LEARNT + 25 * MINUTE) * 1_000);

  for (let at = LEARNT + HOUR + 2 * MINUTE; at <= LEARNT + HOUR + 20 * MINUTE; at += 2 * MINUTE)
    await tick(at, { 1: at - 30, 2: at - MINUTE });
  expect(await readMessages(context)).toMatchObject([{ edge: 'start' }, { edge: 'end', offerId: '1' }]);
  const { rows } = await context.pool.query(`SELECT facts, end_facts AS "endFacts" FROM episodes`);
  expect(rows).toMatchObject([
    {
      facts: { conversionsSeen: expect.any(Number) as number, fixedSilenceSeconds: null },
      endFacts: { status: 'Active', recoveredAt: expect.any(String) as string },
    },
  ]);
});

test('the silence that the watch list sets has a message at the first look after it, also of an offer that is little known', async () => {
  await tick(START, { 1: START - MINUTE });
  await context.store.watchOffers(['1'], { silenceSeconds: 10 * MINUTE });
  const last = START + 2 * MINUTE;
  for (let at = START + 3 * MINUTE; at <= START + 21 * MINUTE; at += 2 * MINUTE)
    await tick(at, { 1: last - 30 });
  const messages = await readMessages(context);
  expect(messages).toMatchObject([{ edge: 'start', kind: 'conversion_stopped' }]);
  expect(messages[0]!.at <= instantOf(last + 13 * MINUTE)).toBe(true);
});

test('a pause ends a silence, and both have a message', async () => {
  await learnAll(['1']);
  await context.store.watchOffers(['1'], {});
  let at = LEARNT;
  for (; at <= LEARNT + 40 * MINUTE; at += 2 * MINUTE) await tick(at, { 1: LEARNT - MINUTE });
  await tick(at, { 1: LEARNT - MINUTE }, { status: 'Paused' });
  expect((await readMessages(context)).map(({ kind, edge }) => `${kind} ${edge}`).toSorted()).toEqual([
    'conversion_stopped end',
    'conversion_stopped start',
    'status_changed start',
  ]);
});

test('an offer that is not on the watch list is judged with more caution, and its episodes are not sent', async () => {
  await learnAll(['1']);
  for (let at = LEARNT; at <= LEARNT + 2 * HOUR; at += 2 * MINUTE) await tick(at, { 1: LEARNT - MINUTE });
  const { rows } = await context.pool.query(`SELECT kind, is_sent AS "isSent" FROM episodes`);
  expect(rows).toEqual([{ kind: 'conversion_stopped', isSent: false }]);
  expect(await readMessages(context)).toEqual([]);
});

test('the silence of the whole network is one episode, whatever the offers do', async () => {
  const ids = Array.from({ length: 40 }, (_none, index) => String(100 + index));
  await learnAll(ids);
  await context.store.watchOffers(ids, {});
  for (let at = LEARNT; at <= LEARNT + HOUR; at += 2 * MINUTE) {
    const lastOf = (id: string) => [id, at < LEARNT + 10 * MINUTE ? at - MINUTE : LEARNT + 8 * MINUTE];
    await tick(at, Object.fromEntries(ids.map(lastOf)) as Record<string, number>);
  }
  expect(await readMessages(context)).toMatchObject([
    { edge: 'start', kind: 'network_silent', offerId: null },
  ]);
  for (let at = LEARNT + HOUR + 2 * MINUTE; at <= LEARNT + HOUR + 14 * MINUTE; at += 2 * MINUTE)
    await tick(at, Object.fromEntries(ids.map((id) => [id, at - MINUTE])));
  expect(await readMessages(context)).toMatchObject([
    { edge: 'start', kind: 'network_silent' },
    { edge: 'end', kind: 'network_silent' },
  ]);
  // These observations are older than episodes are kept.
  await context.store.pruneEpisodes({ olderThanSeconds: 86_400 });
  await tick(LEARNT + HOUR + 16 * MINUTE, {});
  expect(await readMessages(context)).toHaveLength(2);
});

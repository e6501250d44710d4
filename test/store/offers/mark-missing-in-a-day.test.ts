import fc from 'fast-check';
import { answerWith, beginRun, finishRun, observedOffer, openTestStore } from '../test-store';

/** The hourly FULLs of a mirror: what is missing, what the store marks, and how time passes. */
async function openMirror(offers: number) {
  const context = await openTestStore();
  const { store, pool } = context;
  const all = Array.from({ length: offers }, (_, index) => String(1_000 + index));
  let saves = 0;

  async function observe(ids: string[]): Promise<void> {
    const run = { workflowId: 'high-priority-sync-manual', runId: `save-${(saves += 1)}` };
    await context.save(
      ids.map((id) => observedOffer(id)),
      { run, observedAt: await store.readClock() },
    );
  }

  async function readIds(condition: string): Promise<string[]> {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT offer_id AS id FROM offers WHERE ${condition} ORDER BY offer_id`,
    );
    return rows.map(({ id }) => id);
  }

  await observe(all);
  return {
    close: () => context.close(),
    observe,
    active: () => readIds(`status = 'Active'`),
    unknown: () => readIds(`status = 'Unknown'`),
    /** Run a FULL whose sweep finds these offers absent, twice. */
    async runFull(absentIds: string[], allowMassRemoval = false) {
      const run = { workflowId: 'full-sync-manual', runId: `full-${(saves += 1)}` };
      await beginRun(context, { run, params: { allowMassRemoval } });
      for (const requestKey of ['sweep/1', 'sweep/2']) {
        const observedAt = await store.readClock();
        await store.saveAnswer(answerWith([], { run, requestKey, purpose: 'sweep', observedAt, absentIds }));
      }
      const marked = await store.markMissing({ run, maxShare: 0.2, allowMassRemoval });
      await finishRun(context, { run });
      return marked;
    },
    /** Make everything that has happened so far older. */
    async passHours(hours: number): Promise<void> {
      await pool.query(`UPDATE offers SET observed_at = observed_at - $1 * interval '1 hour'`, [hours]);
      await pool.query(
        `UPDATE sync_runs SET started_at = started_at - $1 * interval '1 hour',
           finished_at = finished_at - $1 * interval '1 hour'`,
        [hours],
      );
    },
  };
}

type Mirror = Awaited<ReturnType<typeof openMirror>>;

let mirror: Mirror | undefined;
afterEach(async () => {
  await mirror?.close();
  mirror = undefined;
});

test('hourly FULLs that each lose a little less than the share mark no more than the share in a day', async () => {
  mirror = await openMirror(1_000);
  const actives: number[] = [];
  for (let hour = 0; hour < 30; hour += 1) {
    const active = await mirror.active();
    actives.push(active.length);
    await mirror.runFull(active.slice(0, Math.floor(active.length * 0.19)));
    await mirror.passHours(1);
  }
  expect(actives.slice(0, 25)).toEqual([1_000, ...Array<number>(24).fill(810)]);
  // The first day is over: a share of what is left may go.
  expect(actives.slice(25)).toEqual(Array<number>(5).fill(657));
});

test('the refusal names the day, and what came back in between does not count', async () => {
  mirror = await openMirror(100);
  const [first, second] = [(await mirror.active()).slice(0, 15), (await mirror.active()).slice(20, 35)];
  await expect(mirror.runFull(first)).resolves.toMatchObject({ marked: 15, markedBefore: 0 });
  await expect(mirror.runFull(second)).resolves.toEqual({
    absent: 15,
    marked: 0,
    markedBefore: 15,
    refused: true,
  });
  await mirror.observe(first);
  await expect(mirror.runFull(second)).resolves.toMatchObject({ marked: 15, markedBefore: 0 });
});

test('what a person has allowed does not count afterwards', async () => {
  mirror = await openMirror(100);
  await mirror.runFull((await mirror.active()).slice(0, 12));
  await expect(mirror.runFull((await mirror.active()).slice(0, 40), true)).resolves.toMatchObject({
    marked: 40,
  });
  await expect(mirror.runFull((await mirror.active()).slice(0, 9))).resolves.toMatchObject({
    marked: 9,
    markedBefore: 0,
    refused: false,
  });
  await expect(mirror.runFull((await mirror.active()).slice(0, 4))).resolves.toMatchObject({
    markedBefore: 9,
    refused: true,
  });
});

test('in a small catalogue ten offers may go within a day, one by one', async () => {
  mirror = await openMirror(25);
  const marked: number[] = [];
  for (let hour = 0; hour < 12; hour += 1) {
    marked.push((await mirror.runFull((await mirror.active()).slice(0, 1))).marked);
    await mirror.passHours(1);
  }
  expect(marked).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
});

test('whatever comes and goes, the offers marked within a day are at most the share of the known ones, or ten', async () => {
  const step = fc.record({
    missing: fc.integer({ min: 0, max: 30 }),
    returning: fc.integer({ min: 0, max: 20 }),
    hours: fc.integer({ min: 0, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
      const current = await openMirror(80);
      try {
        const markedAt = new Map<string, number>();
        let hour = 0;
        for (const { missing, returning, hours } of steps) {
          const active = await current.active();
          const absent = active.slice(0, missing);
          const recent = [...markedAt.values()].filter((at) => hour - at < 24).length;
          const inDay = recent + absent.length;
          const isTooMany =
            absent.length / active.length > 0.2 ||
            (absent.length > 0 && inDay > 10 && inDay / (active.length + recent) > 0.2);

          const result = await current.runFull(absent);

          expect(result).toEqual({
            absent: absent.length,
            marked: isTooMany ? 0 : absent.length,
            markedBefore: recent,
            refused: isTooMany,
          });
          if (!isTooMany) for (const id of absent) markedAt.set(id, hour);
          expect(await current.unknown()).toEqual([...markedAt.keys()].sort());
          const back = [...markedAt.keys()].slice(0, returning);
          await current.observe(back);
          for (const id of back) markedAt.delete(id);
          await current.passHours(hours);
          hour += hours;
        }
      } finally {
        await current.close();
      }
    }),
    { numRuns: 15 },
  );
});

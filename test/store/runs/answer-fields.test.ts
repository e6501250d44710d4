import type { SyncKind } from '../../../src/domain/run';
import type { AnswerToSave } from '../../../src/store';
import { beginRun, finishRun, observedOffer, runOf, useTestStore } from '../test-store';

const context = useTestStore();

/** An answer of 400 rows. The counts: in how many of them each field is missing, or unreadable. */
interface Found {
  kind?: SyncKind;
  missing?: Record<string, number>;
  unreadable?: Record<string, number>;
  sampleRow?: string;
}

const FIELDS = ['offer_id', 'status', 'last_conv', 'carrier'];
const ROWS = 400;

let runs = 0;

function answer({ missing = {}, unreadable = {}, sampleRow }: Found): Partial<AnswerToSave> {
  const counts = (field: string) => ({ missing: missing[field] ?? 0, unreadable: unreadable[field] ?? 0 });
  const fields = Object.fromEntries(FIELDS.map((field) => [field, counts(field)]));
  return { received: ROWS, fields, sampleRow: sampleRow ?? null };
}

/** Begins, fills and finishes a run with one answer for each of `found`. */
async function runWith(...found: Found[]) {
  const run = runOf(`run-${(runs += 1)}`);
  await beginRun(context, { run, kind: found[0]?.kind ?? 'full' });
  for (const [index, part] of found.entries())
    await context.save([observedOffer('1')], { ...answer(part), run, requestKey: `batch/${index}` });
  return finishRun(context, { run, answersSaved: found.length });
}

const problems = async () =>
  (await context.store.readAnswerFields()).filter(({ problem }) => problem !== null);

test('a field that earlier runs had and a run has in no row makes the run incomplete, until it is back', async () => {
  await expect(runWith({}, {})).resolves.toMatchObject({ status: 'completed', reasons: [] });
  const sampleRow = '{"offer_id":"1","operator":"Vivo"}';
  const without = { missing: { carrier: ROWS }, sampleRow };

  await expect(runWith(without, without)).resolves.toMatchObject({
    status: 'incomplete',
    complete: false,
    reasons: ['the field carrier is missing in 800 of 800 rows, usually in 1 %'],
  });
  await expect(problems()).resolves.toEqual([
    {
      kind: 'full',
      field: 'carrier',
      rows: 800,
      missing: 800,
      unreadable: 0,
      problem: 'the field carrier is missing in 800 of 800 rows, usually in 1 %',
      sampleRow,
    },
  ]);
  const { lastFull } = await context.store.readFreshness();
  const completed = await context.store.readRun('run-1');
  expect(lastFull?.finishedAt).toBe(completed?.finishedAt);

  await expect(runWith({})).resolves.toMatchObject({ status: 'completed' });
  await expect(problems()).resolves.toEqual([]);
  // The sample of the last problem stays for a person.
  expect((await context.store.readAnswerFields()).find(({ field }) => field === 'carrier')?.sampleRow).toBe(
    sampleRow,
  );
});

test('the sample is from an answer in which no row has the field', async () => {
  await runWith({});
  const sampleRow = '{"offer_id":"1","operator":"Vivo"}';
  await runWith(
    { missing: { carrier: ROWS - 1 }, sampleRow: '{"offer_id":"1","carrier":"Vivo"}' },
    { missing: { carrier: ROWS }, sampleRow },
  );
  await expect(problems()).resolves.toMatchObject([{ field: 'carrier', sampleRow }]);
});

test('a run that repeats the problem is incomplete again, and so is one of which only the last page has the field', async () => {
  await runWith({});
  for (let repeat = 0; repeat < 3; repeat += 1)
    await expect(runWith({ missing: { carrier: ROWS } })).resolves.toMatchObject({ status: 'incomplete' });
  await expect(runWith({ missing: { carrier: ROWS } }, {})).resolves.toMatchObject({ status: 'incomplete' });
});

test('the first run needs the required fields only, and no kind of run counts for another', async () => {
  await expect(runWith({ missing: { carrier: ROWS, last_conv: ROWS } })).resolves.toMatchObject({
    status: 'incomplete',
    reasons: ['the field last_conv is missing in 400 of 400 rows, usually in 0 %'],
  });
  await runWith({});
  await expect(runWith({ kind: 'high', missing: { carrier: ROWS } })).resolves.toMatchObject({
    status: 'completed',
  });
});

test('too many unreadable values make a run incomplete, and a failed run keeps its status', async () => {
  const unreadable = { offer_id: 70, status: 20 };
  await expect(runWith({ unreadable }, { unreadable })).resolves.toMatchObject({
    status: 'incomplete',
    reasons: ['the field offer_id is unreadable in 140 of 800 rows, usually in 0 %'],
  });
  const run = runOf('failed');
  await beginRun(context, { run });
  await context.save([], { run, ...answer({ unreadable: { offer_id: ROWS } }) });
  await expect(finishRun(context, { run, status: 'failed', error: 'no more' })).resolves.toMatchObject({
    status: 'failed',
    error: 'no more',
    reasons: ['the field offer_id is unreadable in 400 of 400 rows, usually in 0 %'],
  });
});

test('a retry of a request replaces the counts of its first answer', async () => {
  const run = runOf('retried');
  await beginRun(context, { run });
  await context.save([], { run, ...answer({ missing: { status: ROWS } }) });
  await context.save([], { run, ...answer({}), observedAt: '2026-01-05T10:05:00Z', attempt: 2 });
  await expect(finishRun(context, { run })).resolves.toMatchObject({ status: 'completed', reasons: [] });
});

test('what an operator accepts as usual is no problem in later runs', async () => {
  await runWith({});
  const gone = { missing: { carrier: ROWS }, unreadable: { last_conv: 200 } };
  await expect(runWith(gone)).resolves.toMatchObject({ status: 'incomplete' });
  // The statement of docs/operating.md.
  await context.pool.query(
    `UPDATE answer_fields SET usual_missing = missing / rows::float8, usual_unreadable = unreadable / rows::float8
     WHERE field IN ('carrier', 'last_conv')`,
  );
  await expect(runWith(gone)).resolves.toMatchObject({ status: 'completed', reasons: [] });
  await expect(runWith({ ...gone, unreadable: { last_conv: 360 } })).resolves.toMatchObject({
    status: 'incomplete',
    reasons: ['the field last_conv is unreadable in 360 of 400 rows, usually in 50 %'],
  });
});

test('a run without rows, and a refresh, change nothing', async () => {
  await runWith({ missing: { status: ROWS } });
  const before = await problems();
  expect(before).toHaveLength(1);
  const run = runOf('empty');
  await beginRun(context, { run });
  await context.save([], { run, ...answer({}), received: 0 });
  await expect(finishRun(context, { run })).resolves.toMatchObject({ status: 'completed' });
  const refresh = runOf('refresh');
  await beginRun(context, { run: refresh, kind: 'refresh' });
  await expect(finishRun(context, { run: refresh })).resolves.toMatchObject({ status: 'completed' });
  await expect(problems()).resolves.toEqual(before);
});

import { matchesTruth, readMirror, truthOf } from '../../harness/mirror/compare';
import { createRandomChanges, createRandom } from '../../harness/random';
import { runSync } from '../../harness/run-sync';
import type { SyncKind } from '../../src/domain/run';
import type { RunRecord } from '../../src/store';
import { convertingIds } from '../harness/mirror';
import { useStack } from '../harness/use-stack';

const FULLS = 6;
/** They go on until as many HIGHs have ended, which may take longer on a slow machine. */
const MAX_FULLS = 20;

const stack = useStack({ sandbox: { offers: 1_500, convertingShare: 0.15 } });

/** Run syncs of a kind one after the other until `isOver`. */
async function runRepeatedly(kind: SyncKind, isOver: (done: number) => boolean): Promise<RunRecord[]> {
  const audits: RunRecord[] = [];
  while (!isOver(audits.length)) audits.push(await runSync(stack, kind));
  return audits;
}

/** Read the ConversionList in a tight loop over its own connection, until `isOver`. */
async function watchList(isOver: () => boolean, onRead: (listed: Set<string>) => void): Promise<void> {
  const reader = await stack.connect();
  while (!isOver()) {
    const { rows } = await reader.query<{ id: string }>('SELECT offer_id AS id FROM conversion_list');
    onRead(new Set(rows.map(({ id }) => id)));
  }
}

/** Make offers come, go, pause, convert and change their payout, except those in `staying`. */
function createLife(seed: number, staying: ReadonlySet<string>): () => void {
  const { catalogue } = stack.sandbox;
  const next = createRandom(seed);
  const { apply: change } = createRandomChanges(catalogue, { seed, excluded: staying });
  return () => {
    change(2);
    const ids = catalogue.idsAt(Date.now()).filter((id) => !staying.has(id));
    const any = () => ids[Math.floor(next() * ids.length)] ?? '';
    catalogue.convert(any());
    catalogue.stopConverting(any());
    catalogue.setField(any(), { payout: (next() * 10).toFixed(3) });
  };
}

/** The rows of the mirror that differ from the network's. An offer that the network no longer has must not be Active. */
async function findWrongRows(): Promise<unknown[]> {
  return [...(await readMirror(stack)).values()].flatMap((row) => {
    const truth = truthOf(stack, row.offerId);
    const isRight = truth === undefined ? row.status !== 'Active' : matchesTruth(stack, row);
    return isRight ? [] : [{ row, truth }];
  });
}

test('concurrent HIGH, FULL and refresh runs over a living catalogue converge to it, and no reader sees the list empty or partial', async () => {
  await runSync(stack, 'full', { status: 'any' });
  const listed = [...(await readMirror(stack, true)).keys()];
  const staying = new Set(listed.filter((_, index) => index % 4 !== 0));
  const live = createLife(7, staying);
  let isOver = false;
  let reads = 0;
  const partialReads: number[] = [];
  stack.beforeResponse = () => live();

  const watching = watchList(
    () => isOver,
    (seen) => {
      reads += 1;
      if (![...staying].every((id) => seen.has(id))) partialReads.push(seen.size);
    },
  );
  let highsDone = 0;
  const highs = runRepeatedly('high', (done) => {
    highsDone = done;
    return isOver;
  });
  const refreshes = runRepeatedly('refresh', () => isOver);
  const fulls = await runRepeatedly(
    'full',
    (done) => done >= MAX_FULLS || (done >= FULLS && highsDone >= FULLS),
  ).finally(() => (isOver = true));
  const audits = [...fulls, ...(await highs), ...(await refreshes)];
  await watching;
  stack.beforeResponse = undefined;

  expect(audits.filter(({ status }) => status !== 'completed')).toEqual([]);
  expect((await highs).length).toBeGreaterThanOrEqual(FULLS);
  expect(staying.size).toBeGreaterThan(100);
  expect(reads).toBeGreaterThan(100);
  expect(partialReads).toEqual([]);

  await runSync(stack, 'full', { status: 'any' });
  await runSync(stack, 'high');
  expect((await findWrongRows()).slice(0, 2)).toEqual([]);
  expect([...(await readMirror(stack, true)).keys()].sort()).toEqual(convertingIds(stack).sort());
});

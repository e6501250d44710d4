import { Client } from 'pg';
import { readMirror, truthOf, withAge } from '../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { runSync } from '../../harness/mirror/run-sync';
import { drawChanges, drawNumbers } from '../../harness/random-numbers';
import type { SyncKind } from '../../src/domain/run';
import type { BeforeAnswer } from '../../src/sandbox/serve-network';
import type { RunRecord } from '../../src/store';

/** A frozen moment: what changes, changes by script. */
const NOW = Date.parse('2026-01-05T10:00:00Z');

const ROUNDS_OF_FULL = 6;

let mirror: LentMirror;
let beforeAnswer: BeforeAnswer | undefined;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: {
      offers: 1_500,
      convertingShare: 0.15,
      clock: () => NOW,
      beforeAnswer: (number, params, catalogue) => beforeAnswer?.(number, params, catalogue),
    },
  });
});

afterAll(() => mirror.stop());

/** Run syncs of a kind one after the other until told to stop. */
async function runAgainAndAgain(kind: SyncKind, isOver: (done: number) => boolean): Promise<RunRecord[]> {
  const audits: RunRecord[] = [];
  while (!isOver(audits.length)) audits.push(await runSync(mirror, kind));
  return audits;
}

/** Read the ConversionList over a connection of its own, as quickly as it can, until told to stop. */
async function watchList(isOver: () => boolean, look: (listed: Set<string>) => void): Promise<void> {
  const reader = new Client({ connectionString: mirror.databaseUrl });
  await reader.connect();
  try {
    while (!isOver()) {
      const { rows } = await reader.query<{ id: string }>('SELECT offer_id AS id FROM conversion_list');
      look(new Set(rows.map(({ id }) => id)));
    }
  } finally {
    await reader.end();
  }
}

/** Let offers come, go, pause, convert and change their payout, but for those that are to stay as they are. */
function liveOn(seed: number, staying: ReadonlySet<string>): () => void {
  const { catalogue } = mirror.sandbox;
  const next = drawNumbers(seed);
  const { change } = drawChanges(catalogue, { seed, nowMs: NOW, staying });
  return () => {
    change(2);
    const ids = catalogue.idsAt(NOW).filter((id) => !staying.has(id));
    const any = () => ids[Math.floor(next() * ids.length)] ?? '';
    catalogue.convert(any());
    catalogue.stopConverting(any());
    catalogue.setField(any(), { payout: (next() * 10).toFixed(3) });
  };
}

/** The rows of the mirror that are not as the network has them. One that it has no more must not be Active. */
async function findWrongRows(): Promise<unknown[]> {
  return [...(await readMirror(mirror)).values()].flatMap((row) => {
    const truth = truthOf(mirror, row.offerId, NOW);
    const isRight =
      truth === undefined
        ? row.status !== 'Active'
        : Object.entries(truth).every(
            ([field, value]) => (withAge(row) as Record<string, unknown>)[field] === value,
          );
    return isRight ? [] : [{ row, truth }];
  });
}

test('HIGH and FULL side by side over a living catalogue end in its truth, and no reader sees the list empty or half', async () => {
  await runSync(mirror, 'full', { status: 'any' });
  const { catalogue } = mirror.sandbox;
  const listed = [...(await readMirror(mirror, true)).keys()];
  const staying = new Set(listed.filter((_, index) => index % 4 !== 0));
  const live = liveOn(7, staying);
  let isOver = false;
  let looks = 0;
  const halves: number[] = [];
  beforeAnswer = () => live();

  const watching = watchList(
    () => isOver,
    (seen) => {
      looks += 1;
      if (![...staying].every((id) => seen.has(id))) halves.push(seen.size);
    },
  );
  const highs = runAgainAndAgain('high', () => isOver);
  const refreshes = runAgainAndAgain('refresh', () => isOver);
  const fulls = await runAgainAndAgain('full', (done) => done === ROUNDS_OF_FULL).finally(
    () => (isOver = true),
  );
  const audits = [...fulls, ...(await highs), ...(await refreshes)];
  await watching;
  beforeAnswer = undefined;

  expect(audits.filter(({ status }) => status !== 'completed')).toEqual([]);
  expect((await highs).length).toBeGreaterThanOrEqual(ROUNDS_OF_FULL);
  expect(staying.size).toBeGreaterThan(100);
  expect(looks).toBeGreaterThan(100);
  expect(halves).toEqual([]);

  await runSync(mirror, 'full', { status: 'any' });
  await runSync(mirror, 'high');
  expect((await findWrongRows()).slice(0, 2)).toEqual([]);
  const converting = catalogue
    .idsAt(NOW, { order: 'ID', status: 'Active' })
    .filter((id) => catalogue.truthAt(id, NOW)?.lastConvAgeSeconds !== null);
  expect([...(await readMirror(mirror, true)).keys()].sort()).toEqual(converting.sort());
}, 120_000);

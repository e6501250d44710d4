import { readMirror } from '../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { runSync } from '../../harness/mirror/run-sync';
import { drawChanges } from '../../harness/random-numbers';
import type { BeforeAnswer } from '../../src/sandbox/serve-network';

/** A frozen moment: what changes, changes by script. */
const NOW = Date.parse('2026-01-05T10:00:00Z');

/** As many as fit into half a minute. */
const SEEDS = 20;

let mirror: LentMirror;
let beforeAnswer: BeforeAnswer | undefined;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: {
      offers: 2_000,
      clock: () => NOW,
      beforeAnswer: (number, params, catalogue) => beforeAnswer?.(number, params, catalogue),
    },
  });
  await runSync(mirror, 'full');
});

afterAll(() => mirror.stop());

function statusOf(id: string): string {
  return mirror.sandbox.catalogue.truthAt(id, NOW)?.status ?? 'Unknown';
}

/** Let the catalogue live by a seed, before a FULL and during it, and hold what the mirror then says against it. */
async function runThroughChanges(seed: number) {
  const { catalogue } = mirror.sandbox;
  mirror.sandbox.reset();
  const before = drawChanges(catalogue, { seed, nowMs: NOW });
  before.change(40);
  const heldActive = new Set(
    [...(await readMirror(mirror)).values()].flatMap((row) => (row.status === 'Active' ? row.offerId : [])),
  );
  const activeAtStart = catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });

  const during = drawChanges(catalogue, { seed: seed + 1_000, nowMs: NOW });
  beforeAnswer = () => during.change(5);
  const audit = await runSync(mirror, 'full');
  beforeAnswer = undefined;

  const rows = await readMirror(mirror);
  const wasAsked = (id: string) => Date.parse(rows.get(id)?.observedAt ?? '') >= Date.parse(audit.startedAt);
  const isUntouched = (id: string) => !during.touched.has(id);
  return {
    audit,
    touched: during.touched.size,
    /** Active from start to end, and not met. */
    missed: activeAtStart.filter(
      (id) => isUntouched(id) && (rows.get(id)?.status !== 'Active' || !wasAsked(id)),
    ),
    /** Paused or removed before the run, and still as they were. */
    unmarked: [...heldActive].filter((id) => isUntouched(id) && rows.get(id)?.status !== statusOf(id)),
    /** Changed during the run, and then neither asked for nor one of the things they were meanwhile. */
    invented: [...during.touched].filter(
      ([id, statuses]) => heldActive.has(id) && (!wasAsked(id) || !statuses.has(rows.get(id)?.status ?? '')),
    ),
    marked: [...heldActive].filter((id) => isUntouched(id) && statusOf(id) !== 'Active').map(statusOf),
  };
}

test('a FULL of a catalogue that changes under it misses nothing that stays, and marks what has gone or paused', async () => {
  const seen = { reread: 0, paused: 0, gone: 0, swept: 0 };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { audit, touched, missed, unmarked, invented, marked } = await runThroughChanges(seed);
    const { status, reasons } = audit;
    expect({ seed, status, reasons, missed, unmarked, invented }).toEqual({
      seed,
      status: 'completed',
      reasons: [],
      missed: [],
      unmarked: [],
      invented: [],
    });
    expect(touched).toBeGreaterThan(20);
    seen.reread += audit.pagesReread ?? 0;
    seen.swept += audit.offersSwept ?? 0;
    seen.paused += marked.filter((each) => each === 'Paused').length;
    seen.gone += marked.filter((each) => each === 'Unknown').length;
  }
  expect(Object.values(seen).every((count) => count > SEEDS)).toBe(true);
}, 120_000);

import { Client } from 'pg';
import { readMirror } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../../harness/stack';
import type { SyncKind } from '../../../../src/domain/run';
import type { Fault } from '../../../../src/sandbox';
import type { OfferRow, RunRecord } from '../../../../src/store';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const NUL = '\0';
const HALF_A_CHARACTER = '\ud83d';

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack({ sandbox: { offers: 1_600, convertingShare: 0.1, clock: () => NOW } });
});

afterAll(() => stack.stop());

beforeEach(async () => {
  stack.sandbox.reset();
  await runSync(stack, 'full', { status: 'any' });
});

/** What an odd row says of an offer that is known, what the mirror then has, and which field is refused and why. */
interface OddRow {
  said: Record<string, unknown>;
  /** Left out: everything stays as it was. */
  kept?: Partial<OfferRow>;
  refused?: [field: string, reason: string];
}

const NO_AMOUNT = 'The amount is not a positive decimal number.';
const NO_STATUS = 'The status is none of Active, Paused, Blocked, Unknown.';

const ODD_ROWS: OddRow[] = [
  { said: { payout: 'NaN' }, refused: ['payout', NO_AMOUNT] },
  { said: { payout: '1,250' }, kept: { payout: '1.250' } },
  { said: { payout: '1e309' }, refused: ['payout', NO_AMOUNT] },
  { said: { payout: '-0.5' }, refused: ['payout', NO_AMOUNT] },
  { said: { payout: { amount: 1 } }, refused: ['payout', 'The value is neither text nor a number.'] },
  { said: { daily_cap: '99999999999999' }, kept: { dailyCap: 99_999_999_999_999, dailyCapKind: 'count' } },
  { said: { daily_cap: '99999999999999999999' }, refused: ['daily_cap', 'The cap is too large.'] },
  { said: { daily_cap: '0' }, kept: { dailyCap: 0, dailyCapKind: 'count' } },
  { said: { daily_cap: '' }, kept: { dailyCap: null, dailyCapKind: 'none' } },
  { said: { offer_name: `Gold${NUL}en` }, refused: ['offer_name', 'The text contains a NUL character.'] },
  { said: { offer_name: 'x'.repeat(70_000) }, refused: ['offer_name', 'The text is too long.'] },
  {
    said: { offer_name: `${NUL}${'x'.repeat(70_000)}` },
    refused: ['offer_name', 'The text is too long.'],
  },
  {
    said: { offer_name: `Half ${HALF_A_CHARACTER} a face` },
    refused: ['offer_name', 'The text contains half a character.'],
  },
  { said: { status: undefined } },
  { said: { status: 'Sleeping' }, refused: ['status', NO_STATUS] },
  { said: { status: null }, refused: ['status', NO_STATUS] },
  { said: { last_conv: 'soon' }, refused: ['last_conv', 'The last conversion is not an age.'] },
  { said: { colour: 'red', ['__proto__']: { payout: '9' }, payouts: ['9'] } },
];

/** Rows that tell of no offer, and why they are refused as a whole. */
const NAMELESS_ROWS: [row: unknown, reason: string][] = [
  [{ offer_id: null, offer_name: 'Nobody', payout: '1.00' }, 'The row has no usable offer_id.'],
  [{ offer_name: 'Nobody either' }, 'The row has no usable offer_id.'],
  [{ offer_id: '7; DROP TABLE offers' }, 'The row has no usable offer_id.'],
  [null, 'The row is not an object.'],
  [[['7']], 'The row is not an object.'],
];

const UNKNOWN_OFFERS = ['900000001', '900000002'] as const;

/** The columns that speak of the offer itself, and not of when it was looked at. */
function fieldsOf(row: OfferRow | undefined): Partial<OfferRow> | undefined {
  if (row === undefined) return undefined;
  const { observedAt, lastConversionAt, lastConversionAgeSeconds, stale, updatedAt, ...fields } = row;
  return fields;
}

/** What was refused in a run, in the order in which it came. */
async function readRejected({ workflowId, runId }: RunRecord) {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{
      id: string | null;
      field: string | null;
      reason: string;
      raw: string;
    }>(
      `SELECT offer_id AS id, field, reason, raw FROM rejected_rows
       WHERE workflow_id = $1 AND run_id = $2 ORDER BY request_key, ordinal`,
      [workflowId, runId],
    );
    return rows;
  } finally {
    await client.end();
  }
}

test.each<[SyncKind, Fault['when']]>([
  ['full', { pages: [3], first: 1 }],
  ['high', { asked: 'by-id', first: 1 }],
])(
  'fault 9: odd rows in an answer to a %s cost the mirror nothing, invent nothing, and are kept with their reasons',
  async (kind, when = {}) => {
    const { catalogue } = stack.sandbox;
    // Of other offers than those that the answer tells of by itself.
    const ids = catalogue.idsAt(NOW, { order: 'ID', status: 'Paused' }).slice(0, ODD_ROWS.length);
    expect(ids).toHaveLength(ODD_ROWS.length);
    const known = ODD_ROWS.map(({ said }, index) => ({ ...catalogue.offerAt(ids[index]!, NOW), ...said }));
    const unknown = {
      offer_id: UNKNOWN_OFFERS[0],
      payout: 'NaN',
      daily_cap: 'many',
      offer_name: 'A new one',
    };
    const rows = [...NAMELESS_ROWS.map(([row]) => row), ...known, unknown];
    const before = await readMirror(stack);
    stack.sandbox.setFault({ when, effect: { kind: 'odd-rows', rows } });

    const audit = await runSync(stack, kind);

    expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [], offersGone: 0 });
    const after = await readMirror(stack);
    ODD_ROWS.forEach(({ said, kept }, index) => {
      const id = ids[index]!;
      const wanted = { ...fieldsOf(before.get(id)), ...kept };
      expect({ said: Object.keys(said), ...fieldsOf(after.get(id)) }).toEqual({
        said: Object.keys(said),
        ...wanted,
      });
    });
    const wantedRejects = [
      ...NAMELESS_ROWS.map(([, reason]) => ({ id: null, field: null, reason })),
      ...ODD_ROWS.flatMap(({ refused }, index) =>
        refused === undefined ? [] : { id: ids[index]!, field: refused[0], reason: refused[1] },
      ),
      { id: UNKNOWN_OFFERS[0], field: 'payout', reason: NO_AMOUNT },
      {
        id: UNKNOWN_OFFERS[0],
        field: 'daily_cap',
        reason: 'The cap is neither a number, a percentage nor "Open".',
      },
    ];
    const rejected = await readRejected(audit);
    expect(rejected.map(({ id, field, reason }) => ({ id, field, reason }))).toEqual(wantedRejects);
    expect(audit.rowsRejected).toBe(wantedRejects.length);
    for (const { raw } of rejected) expect(raw.length).toBeLessThanOrEqual(2_000);
    expect(rejected.find(({ reason }) => reason.includes('NUL'))?.raw).toBe('"Gold\\u0000en"');
    expect(rejected.find(({ reason }) => reason.includes('half'))?.raw).toBe('"Half \\ud83d a face"');
  },
);

test('fault 9: of an offer that nobody knew, what cannot be read is left empty, and what can is there', async () => {
  const unknown = {
    offer_id: UNKNOWN_OFFERS[1],
    payout: '1e309',
    status: 'Sleeping',
    offer_name: 'A new one',
  };
  stack.sandbox.setFault({
    when: { asked: 'by-id', first: 1 },
    effect: { kind: 'odd-rows', rows: [unknown] },
  });

  const audit = await runSync(stack, 'high');

  expect(audit).toMatchObject({ status: 'completed', offersNew: 1, rowsRejected: 2 });
  const row = await stack.store.readOffer(UNKNOWN_OFFERS[1]);
  expect(row).toMatchObject({
    offerName: 'A new one',
    status: null,
    payout: null,
    dailyCap: null,
    dailyCapKind: null,
    lastConversionAt: null,
  });
});

test('fault 9: the rest of a page with odd rows is stored with them', async () => {
  const active = stack.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
  const onPage = active.slice(200, 300);
  const odd = { ...stack.sandbox.catalogue.offerAt(onPage[7]!, NOW), payout: 'NaN' };
  for (const id of onPage) stack.sandbox.catalogue.setField(id, { payout: '4.20' });
  stack.sandbox.setFault({ when: { pages: [3] }, effect: { kind: 'odd-rows', rows: [odd, null] } });

  await runSync(stack, 'full', { maxPages: 3 });

  const rows = await readMirror(stack);
  expect(onPage.filter((id) => rows.get(id)?.payout !== '4.20')).toEqual([]);
});

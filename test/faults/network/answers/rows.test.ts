import { readMirror } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import type { SyncKind } from '../../../../src/domain/run';
import type { Fault } from '../../../../src/sandbox';
import type { OfferRow, RunRecord } from '../../../../src/store';
import { idsOnPage } from '../../../harness/mirror';
import { runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const NUL = '\0';
const LONE_SURROGATE = '\ud83d';

const stack = useStack({ sandbox: { offers: 1_600, convertingShare: 0.1 } });

beforeEach(async () => {
  stack.reset();
  await runSync(stack, 'full', { status: 'any' });
});

/** An unusual row of a known offer. */
interface OddRow {
  sent: Record<string, unknown>;
  /** The fields that change in the mirror. Default: none. */
  stored?: Partial<OfferRow>;
  rejected?: [field: string, reason: string];
}

const NO_AMOUNT = 'The amount is not a positive decimal number.';
const NO_STATUS = 'The status is none of Active, Paused, Blocked, Unknown.';

const ODD_ROWS: OddRow[] = [
  { sent: { payout: 'NaN' }, rejected: ['payout', NO_AMOUNT] },
  { sent: { payout: '1,250' }, stored: { payout: '1.250' } },
  { sent: { payout: '1e309' }, rejected: ['payout', NO_AMOUNT] },
  { sent: { payout: '-0.5' }, rejected: ['payout', NO_AMOUNT] },
  { sent: { payout: { amount: 1 } }, rejected: ['payout', 'The value is neither text nor a number.'] },
  { sent: { daily_cap: '99999999999999' }, stored: { dailyCap: 99_999_999_999_999, dailyCapKind: 'count' } },
  { sent: { daily_cap: '99999999999999999999' }, rejected: ['daily_cap', 'The cap is too large.'] },
  { sent: { daily_cap: '0' }, stored: { dailyCap: 0, dailyCapKind: 'count', capLeftPercent: 0 } },
  { sent: { daily_cap: '' }, stored: { dailyCap: null, dailyCapKind: 'none', capLeftPercent: null } },
  { sent: { offer_name: `Gold${NUL}en` }, rejected: ['offer_name', 'The text contains a NUL character.'] },
  { sent: { offer_name: 'x'.repeat(70_000) }, rejected: ['offer_name', 'The text is too long.'] },
  {
    sent: { offer_name: `${NUL}${'x'.repeat(70_000)}` },
    rejected: ['offer_name', 'The text is too long.'],
  },
  {
    sent: { offer_name: `Half ${LONE_SURROGATE} a face` },
    rejected: ['offer_name', 'The text contains half a character.'],
  },
  { sent: { status: undefined } },
  { sent: { status: 'Sleeping' }, rejected: ['status', NO_STATUS] },
  { sent: { status: null }, rejected: ['status', NO_STATUS] },
  { sent: { last_conv: 'soon' }, rejected: ['last_conv', 'The last conversion is not an age.'] },
  { sent: { colour: 'red', ['__proto__']: { payout: '9' }, payouts: ['9'] } },
];

/** Rows without a usable id, which are rejected as a whole. */
const ROWS_WITHOUT_ID: [row: unknown, reason: string][] = [
  [{ offer_id: null, offer_name: 'No id', payout: '1.00' }, 'The row has no usable offer_id.'],
  [{ offer_name: 'No id either' }, 'The row has no usable offer_id.'],
  [{ offer_id: '7; DROP TABLE offers' }, 'The row has no usable offer_id.'],
  [null, 'The row is not an object.'],
  [[['7']], 'The row is not an object.'],
];

const NEW_OFFERS = ['900000001', '900000002'] as const;

/** The columns with data of the offer, without those about its observation. */
function fieldsOf(row: OfferRow | undefined): Partial<OfferRow> | undefined {
  if (row === undefined) return undefined;
  const { observedAt, lastConversionAgeSeconds, stale, updatedAt, ...data } = row;
  // Each observation narrows the interval of the last conversion.
  const { lastConversionFrom, lastConversionTo, lastConversionAt, ...fields } = data;
  return fields;
}

function inOrder<T>(values: T[]): T[] {
  return values.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The rejected rows that a run met last. */
async function readRejected({ workflowId, runId }: RunRecord) {
  const client = await stack.connect();
  const { rows } = await client.query<{
    id: string | null;
    field: string | null;
    reason: string;
    raw: string;
  }>(
    `SELECT offer_id AS id, field, reason, raw FROM rejected_rows
       WHERE workflow_id = $1 AND run_id = $2`,
    [workflowId, runId],
  );
  return rows;
}

test.each<[SyncKind, Fault['when']]>([
  ['full', { pages: [3], first: 1 }],
  ['high', { asked: 'by-id', first: 1 }],
])(
  'fault 9: odd rows in a response to a %s change and invent nothing in the mirror, and are kept with their reasons',
  async (kind, when = {}) => {
    const { catalogue } = stack.sandbox;
    // Paused offers are not part of the response without the fault.
    const ids = catalogue.idsAt(Date.now(), { order: 'ID', status: 'Paused' }).slice(0, ODD_ROWS.length);
    expect(ids).toHaveLength(ODD_ROWS.length);
    const known = ODD_ROWS.map(({ sent }, index) => ({
      ...catalogue.offerAt(ids[index]!, Date.now()),
      ...sent,
    }));
    const unknown = {
      offer_id: NEW_OFFERS[0],
      payout: 'NaN',
      daily_cap: 'many',
      offer_name: 'A new one',
    };
    const rows = [...ROWS_WITHOUT_ID.map(([row]) => row), ...known, unknown];
    const before = await readMirror(stack);

    const { audit } = await runUnderFault(stack, { when, effect: { kind: 'odd-rows', rows } }, kind);

    expect(audit).toMatchObject({ status: 'completed', complete: true, reasons: [], offersGone: 0 });
    const after = await readMirror(stack);
    ODD_ROWS.forEach(({ sent, stored }, index) => {
      const id = ids[index]!;
      const expected = { ...fieldsOf(before.get(id)), ...stored };
      expect({ sent: Object.keys(sent), ...fieldsOf(after.get(id)) }).toEqual({
        sent: Object.keys(sent),
        ...expected,
      });
    });
    const expectedRejects = [
      ...ROWS_WITHOUT_ID.map(([, reason]) => ({ id: null, field: null, reason })),
      ...ODD_ROWS.flatMap(({ rejected }, index) =>
        rejected === undefined ? [] : { id: ids[index]!, field: rejected[0], reason: rejected[1] },
      ),
      { id: NEW_OFFERS[0], field: 'payout', reason: NO_AMOUNT },
      {
        id: NEW_OFFERS[0],
        field: 'daily_cap',
        reason: 'The cap is neither a number, a percentage nor "Open".',
      },
    ];
    const rejected = await readRejected(audit);
    expect(inOrder(rejected.map(({ id, field, reason }) => ({ id, field, reason })))).toEqual(
      inOrder(expectedRejects),
    );
    expect(audit.rowsRejected).toBe(expectedRejects.length);
    for (const { raw } of rejected) expect(raw.length).toBeLessThanOrEqual(2_000);
    expect(rejected.find(({ reason }) => reason.includes('NUL'))?.raw).toBe('"Gold\\u0000en"');
    expect(rejected.find(({ reason }) => reason.includes('half'))?.raw).toBe('"Half \\ud83d a face"');
  },
);

test('fault 9: of an unknown offer the unreadable fields are empty and the readable ones are stored', async () => {
  const unknown = { offer_id: NEW_OFFERS[1], payout: '1e309', status: 'Sleeping', offer_name: 'A new one' };

  const { audit } = await runUnderFault(
    stack,
    { when: { asked: 'by-id', first: 1 }, effect: { kind: 'odd-rows', rows: [unknown] } },
    'high',
  );

  expect(audit).toMatchObject({ status: 'completed', offersNew: 1, rowsRejected: 2 });
  expect(await stack.store.readOffer(NEW_OFFERS[1])).toMatchObject({
    offerName: 'A new one',
    status: null,
    payout: null,
    dailyCap: null,
    dailyCapKind: null,
    lastConversionAt: null,
  });
});

test('fault 9: the other rows of a page with odd rows are stored', async () => {
  const { catalogue } = stack.sandbox;
  const onPage = idsOnPage(stack, 3);
  const odd = { ...catalogue.offerAt(onPage[7]!, Date.now()), payout: 'NaN' };
  for (const id of onPage) catalogue.setField(id, { payout: '4.20' });
  stack.sandbox.setFault({ when: { pages: [3] }, effect: { kind: 'odd-rows', rows: [odd, null] } });

  await runSync(stack, 'full', { maxPages: 3 });

  const rows = await readMirror(stack);
  expect(onPage.filter((id) => rows.get(id)?.payout !== '4.20')).toEqual([]);
});

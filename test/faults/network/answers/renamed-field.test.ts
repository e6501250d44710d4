import { readMirror } from '../../../../harness/mirror/compare';
import { runSync } from '../../../../harness/run-sync';
import type { SyncKind } from '../../../../src/domain/run';
import type { OfferRow } from '../../../../src/store';
import { runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const stack = useStack({ sandbox: { offers: 1_200, convertingShare: 0.1 } });

beforeAll(async () => {
  await runSync(stack, 'full');
  await runSync(stack, 'high');
});

const RENAMED = [
  ['offer_id', 'offerId'],
  ['status', 'state'],
  ['last_conv', 'last_conversion'],
  ['carrier', 'operator'],
] as const;

/** Nothing converts again, so the moments differ only by what the ages are rounded to. */
function hasOtherConversion(old: OfferRow, { lastConversionAt }: OfferRow): boolean {
  if (old.lastConversionAt === null || lastConversionAt === null)
    return old.lastConversionAt !== lastConversionAt;
  return Math.abs(Date.parse(old.lastConversionAt) - Date.parse(lastConversionAt)) > 60_000;
}

const finishedAt = async (kind: 'high' | 'full') => {
  const { lastHigh, lastFull } = await stack.store.readFreshness();
  return (kind === 'high' ? lastHigh : lastFull)?.finishedAt;
};

test.each(
  RENAMED.flatMap(([from, to]) =>
    (['full', 'high'] satisfies SyncKind[]).map((kind) => [from, to, kind] as const),
  ),
)(
  'fault 9: while %s is called %s, a %s is incomplete and names it, keeps the values, and freshness does not move',
  async (from, to, kind) => {
    const [before, freshness] = [await readMirror(stack), await finishedAt(kind)];

    const { audit } = await runUnderFault(stack, { effect: { kind: 'rename-field', from, to } }, kind);

    expect(audit).toMatchObject({ status: 'incomplete', complete: false, offersGone: 0 });
    const [, rows = ''] =
      audit.reasons
        .join('\n')
        .match(new RegExp(`^the field ${from} is missing in (\\d+) of \\1 rows, usually in \\d+ %$`, 'm')) ??
      [];
    expect({ reasons: audit.reasons, rows: Number(rows) >= 50 }).toMatchObject({ rows: true });
    const problems = (await stack.store.readAnswerFields()).filter(
      (found) => found.kind === kind && found.problem !== null,
    );
    expect(problems).toMatchObject([
      { field: from, sampleRow: expect.stringContaining(`"${to}"`) as string },
    ]);
    expect(await finishedAt(kind)).toBe(freshness);
    const after = await readMirror(stack);
    const changed = [...after.values()].filter((offer) => {
      const old = before.get(offer.offerId)!;
      return old.status !== offer.status || old.carrier !== offer.carrier || hasOtherConversion(old, offer);
    });
    expect(changed).toEqual([]);

    expect(await runSync(stack, kind)).toMatchObject({ status: 'completed', reasons: [] });
    expect((await stack.store.readAnswerFields()).filter(({ problem }) => problem !== null)).toEqual([]);
  },
);

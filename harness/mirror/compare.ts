import { parseAge } from '../../src/domain/parse/age';
import type { OfferRow } from '../../src/store';
import type { TestStack } from '../stack';

/** A mirror, and the sandbox that it mirrors. */
export type ComparedMirror = Pick<TestStack, 'store' | 'sandbox'>;

/** All offers of the mirror by id, or those on the ConversionList. */
export async function readMirror(
  { store }: Pick<ComparedMirror, 'store'>,
  onList = false,
): Promise<Map<string, OfferRow>> {
  const offers = new Map<string, OfferRow>();
  let cursor: string | null = null;
  do {
    const page = await store.listOffers({ limit: 500, cursor, onList });
    for (const offer of page.offers) offers.set(offer.offerId, offer);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return offers;
}

/** The sandbox's true values of an offer, in the fields of a row with its conversion's age. */
export function truthOf({ sandbox }: Pick<ComparedMirror, 'sandbox'>, offerId: string, timeMs: number) {
  const truth = sandbox.catalogue.truthAt(offerId, timeMs);
  if (truth === undefined) return undefined;
  const { dailyCap, filledCap, lastConvAgeSeconds, ...rest } = truth;
  return {
    ...rest,
    dailyCapKind: dailyCap.kind,
    dailyCap: 'amount' in dailyCap ? dailyCap.amount : null,
    filledCapKind: filledCap.kind,
    filledCap: 'amount' in filledCap ? filledCap.amount : null,
    ageWhenObserved: lastConvAgeSeconds,
  };
}

/** A row of the mirror with the age in seconds that the network's text means, at the time of the observation. */
export function withConversionAge(row: OfferRow) {
  const age = parseAge(row.lastConvRaw);
  return { ...row, ageWhenObserved: age.kind === 'parsed' ? (age.value?.seconds ?? null) : undefined };
}

/** All rows of a mirror, by id, without the times of observation: equal for two mirrors with the same observations. */
export async function readComparableRows(mirror: Pick<ComparedMirror, 'store'>): Promise<object[]> {
  const listed = await readMirror(mirror, true);
  return [...(await readMirror(mirror)).values()].map((row) => {
    const { observedAt, firstObservedAt, createdAt, updatedAt, ...values } = withConversionAge(row);
    const { lastConversionFrom, lastConversionTo, lastConversionAt, lastConversionAgeSeconds, ...fields } =
      values;
    const isAgeKept = row.stale?.lastConversion !== undefined;
    return {
      ...fields,
      // The age of an offer that is missing at the network continues to grow.
      ageWhenObserved: isAgeKept ? undefined : fields.ageWhenObserved,
      leftActiveAt: row.leftActiveAt !== null,
      stale: Object.keys(row.stale ?? {}),
      isListed: listed.has(row.offerId),
    };
  });
}

/** Whether a row of the mirror has the true values of an offer that exists in the sandbox. */
export function matchesTruth(
  mirror: Pick<ComparedMirror, 'sandbox'>,
  row: OfferRow,
  timeMs: number,
): boolean {
  const truth = truthOf(mirror, row.offerId, timeMs);
  const known: Record<string, unknown> = withConversionAge(row);
  return truth !== undefined && Object.entries(truth).every(([field, value]) => known[field] === value);
}

/**
 * Compare the whole mirror with the sandbox's truth at one time: rows that differ, Active offers that are missing, the
 * number of correct rows, and the same for the ConversionList. Of each kind of difference, three at most.
 */
export async function compareToTruth(mirror: ComparedMirror, timeMs: number) {
  const rows = await readMirror(mirror);
  const list = await readMirror(mirror, true);
  const wrong = [...rows.values()]
    .filter((row) => !matchesTruth(mirror, row, timeMs))
    .map((row) => ({ row, truth: truthOf(mirror, row.offerId, timeMs) }));
  const active = mirror.sandbox.catalogue.idsAt(timeMs, { order: 'ID', status: 'Active' });
  const isConverting = (id: string) => {
    const truth = truthOf(mirror, id, timeMs);
    return truth?.status === 'Active' && truth.ageWhenObserved !== null;
  };
  return {
    wrong: wrong.slice(0, 3),
    missing: active.filter((id) => !rows.has(id)).slice(0, 3),
    copied: rows.size - wrong.length,
    onList: list.size,
    wrongOnList: [...list.keys()].filter((id) => !isConverting(id)).slice(0, 3),
  };
}

/**
 * Expect that the mirror has every Active offer, and every row its true values, and that the ConversionList is exact. A
 * recheck requests ids between two pages, of which some belong to offers that are not Active.
 */
export async function expectCompleteMirror(mirror: ComparedMirror, timeMs: number): Promise<void> {
  const { active, converting } = mirror.sandbox.catalogue.countsAt(timeMs);
  const { copied, ...compared } = await compareToTruth(mirror, timeMs);
  expect(compared).toEqual({ wrong: [], missing: [], onList: converting, wrongOnList: [] });
  expect(copied).toBeGreaterThanOrEqual(active);
}

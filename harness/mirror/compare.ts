import type { OfferRow } from '../../src/store';
import type { TestStack } from '../stack';

/** A mirror, and the sandbox that it mirrors. */
export type ComparedMirror = Pick<TestStack, 'store' | 'sandbox'>;

/** All offers of the mirror, by id. */
export async function readMirror(
  { store }: Pick<TestStack, 'store'>,
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

/** What the sandbox knows of an offer, in the mirror's words; to be held against a row of the mirror. */
export function truthOf({ sandbox }: Pick<TestStack, 'sandbox'>, offerId: string, timeMs: number) {
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

/** A row of the mirror with the age of its last conversion as it was when the network was asked. */
export function withConversionAge(row: OfferRow) {
  const { observedAt, lastConversionAt } = row;
  const ageWhenObserved =
    lastConversionAt === null
      ? null
      : Math.round((Date.parse(observedAt) - Date.parse(lastConversionAt)) / 1_000);
  return { ...row, ageWhenObserved };
}

/**
 * All rows of a mirror, by id, without the moments at which they were asked: what is the same in two mirrors that were
 * told the same.
 */
export async function readComparableRows(mirror: Pick<TestStack, 'store'>): Promise<object[]> {
  const listed = await readMirror(mirror, true);
  return [...(await readMirror(mirror)).values()].map((row) => {
    const { observedAt, lastConversionAt, lastConversionAgeSeconds, createdAt, updatedAt, ...lasting } =
      withConversionAge(row);
    const isAgeKept = row.stale?.lastConversion !== undefined;
    return {
      ...lasting,
      // Of an offer that was only found to be gone, the age goes on.
      ageWhenObserved: isAgeKept ? undefined : lasting.ageWhenObserved,
      leftActiveAt: row.leftActiveAt !== null,
      stale: Object.keys(row.stale ?? {}),
      isListed: listed.has(row.offerId),
    };
  });
}

/**
 * Hold the whole mirror against the sandbox's truth at one moment: the ids of rows that differ, of Active offers that
 * the mirror lacks, how many rows are right, and the same for the ConversionList.
 */
export async function compareToTruth(mirror: ComparedMirror, timeMs: number) {
  const rows = await readMirror(mirror);
  const list = await readMirror(mirror, true);
  const wrong: unknown[] = [];
  for (const row of rows.values()) {
    const truth = truthOf(mirror, row.offerId, timeMs);
    if (truth === undefined || !matches(withConversionAge(row), truth)) wrong.push({ row, truth });
  }
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

function matches(row: object, truth: object): boolean {
  return Object.entries(truth).every(([field, value]) => (row as Record<string, unknown>)[field] === value);
}

/** Expect that a mirror holds all that is Active on its network at a moment, field by field, and lists what converts. */
export async function expectCompleteMirror(mirror: ComparedMirror, timeMs: number): Promise<void> {
  const { active, converting } = mirror.sandbox.catalogue.countsAt(timeMs);
  expect(await compareToTruth(mirror, timeMs)).toEqual({
    wrong: [],
    missing: [],
    copied: active,
    onList: converting,
    wrongOnList: [],
  });
}

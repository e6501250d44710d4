import { parseAge } from '../../src/domain/parse/age';
import type { OfferRow } from '../../src/store';
import type { TestStack } from '../stack';

/** A mirror, and the sandbox that it mirrors. */
export type ComparedMirror = Pick<TestStack, 'store' | 'sandbox'>;

export interface CompareOptions {
  /** How far the moment of a last conversion may be outside of the mirror's interval, in milliseconds. Default: 0. */
  toleranceMs?: number;
}

/** A request in a test takes at most this long, from when it is sent until its answer has arrived. */
const MAX_REQUEST_MS = 10_000;

/** All offers of the mirror by id, or those on the ConversionList, without the figures of their rhythm. */
export async function readMirror(
  { store }: Pick<ComparedMirror, 'store'>,
  onList = false,
): Promise<Map<string, OfferRow>> {
  const offers = new Map<string, OfferRow>();
  let cursor: string | null = null;
  do {
    const page = await store.listOffers({ limit: 500, cursor, onList });
    for (const offer of page.offers) {
      const { conversionsPerHour, usualGapSeconds, silentForSeconds, onceIn, score, ...others } = offer;
      const { observations, spark, ...row } = others;
      offers.set(row.offerId, row);
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return offers;
}

/** The sandbox's true values of an offer at this moment, in the fields of a row, with the moment of its last conversion. */
export function truthOf({ sandbox }: Pick<ComparedMirror, 'sandbox'>, offerId: string) {
  const truth = sandbox.catalogue.truthAt(offerId, Date.now());
  if (truth === undefined) return undefined;
  const { dailyCap, filledCap, lastConvAgeSeconds, ...rest } = truth;
  return {
    ...rest,
    dailyCapKind: dailyCap.kind,
    dailyCap: 'amount' in dailyCap ? dailyCap.amount : null,
    filledCapKind: filledCap.kind,
    filledCap: 'amount' in filledCap ? filledCap.amount : null,
  };
}

/**
 * Whether the interval that the mirror has for the last conversion contains the true moment, and is not much wider than
 * the precision of the network's text. The time of the request widens it.
 */
function containsConversion(
  row: OfferRow,
  convertedAtMs: number | null,
  { toleranceMs = 0 }: CompareOptions = {},
): boolean {
  const { lastConversionFrom, lastConversionTo } = row;
  if (lastConversionFrom === null || lastConversionTo === null || convertedAtMs === null) {
    return lastConversionFrom === null && lastConversionTo === null && convertedAtMs === null;
  }
  const [fromMs, toMs] = [Date.parse(lastConversionFrom), Date.parse(lastConversionTo)];
  const age = parseAge(row.lastConvRaw);
  const precisionMs = age.kind === 'parsed' ? (age.value?.precisionSeconds ?? 0) * 1_000 : 0;
  return (
    fromMs - toleranceMs <= convertedAtMs &&
    convertedAtMs <= toMs + toleranceMs &&
    toMs - fromMs <= precisionMs + MAX_REQUEST_MS
  );
}

/**
 * All rows of a mirror, by id, without times: equal for two mirrors with the same observations. Of the last conversion,
 * it has whether there is one, and whether it is that of the network's truth.
 */
export async function readComparableRows(mirror: ComparedMirror): Promise<object[]> {
  const listed = await readMirror(mirror, true);
  return [...(await readMirror(mirror)).values()].map((row) => {
    const { observedAt, firstObservedAt, createdAt, updatedAt, lastConvRaw, priority, ...values } = row;
    const { lastConversionFrom, lastConversionTo, lastConversionAt, lastConversionAgeSeconds, ...fields } =
      values;
    const truth = truthOf(mirror, row.offerId);
    return {
      ...fields,
      hasConversion: lastConversionTo !== null,
      hasTrueConversion: truth && containsConversion(row, truth.lastConvertedAtMs),
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
  options?: CompareOptions,
): boolean {
  const truth = truthOf(mirror, row.offerId);
  if (truth === undefined) return false;
  const { lastConvertedAtMs, ...fields } = truth;
  const known: Record<string, unknown> = { ...row };
  return (
    containsConversion(row, lastConvertedAtMs, options) &&
    Object.entries(fields).every(([field, value]) => known[field] === value)
  );
}

/**
 * Compare the whole mirror with the sandbox's truth: rows that differ, Active offers that are missing, the number of
 * correct rows, and the same for the ConversionList. Of each kind of difference, three at most.
 */
export async function compareToTruth(mirror: ComparedMirror, options?: CompareOptions) {
  const rows = await readMirror(mirror);
  const list = await readMirror(mirror, true);
  const wrong = [...rows.values()]
    .filter((row) => !matchesTruth(mirror, row, options))
    .map((row) => ({ row, truth: truthOf(mirror, row.offerId) }));
  const active = mirror.sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
  const isConverting = (id: string) => {
    const truth = truthOf(mirror, id);
    return truth?.status === 'Active' && truth.lastConvertedAtMs !== null;
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
export async function expectCompleteMirror(mirror: ComparedMirror): Promise<void> {
  const { active, converting } = mirror.sandbox.catalogue.countsAt(Date.now());
  const { copied, ...compared } = await compareToTruth(mirror);
  expect(compared).toEqual({ wrong: [], missing: [], onList: converting, wrongOnList: [] });
  expect(copied).toBeGreaterThanOrEqual(active);
}

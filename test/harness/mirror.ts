import { readMirror } from '../../harness/mirror/compare';
import { startTestStack, type TestStack, type TestStackOptions } from '../../harness/stack';

/** The ids of Active offers in the order of a scan. */
export function activeIds({ sandbox }: Pick<TestStack, 'sandbox'>): string[] {
  return sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
}

/** The ids of Active offers with a conversion: those of a complete ConversionList. */
export function convertingIds(stack: Pick<TestStack, 'sandbox'>): string[] {
  const { catalogue } = stack.sandbox;
  return activeIds(stack).filter((id) => catalogue.truthAt(id, Date.now())?.lastConvertedAtMs !== null);
}

/** The ids of the offers on one page of a scan. */
export function idsOnPage(stack: TestStack, page: number): string[] {
  return activeIds(stack).slice((page - 1) * 100, page * 100);
}

/** The number of pages of a scan. */
export function countPages({ sandbox }: Pick<TestStack, 'sandbox'>): number {
  return Math.ceil(sandbox.catalogue.countsAt(Date.now()).active / 100);
}

/** The time and status of the latest observation of every offer. */
export async function readObservations(stack: TestStack) {
  const rows = [...(await readMirror(stack)).values()];
  return rows.map(({ offerId, status, observedAt }) => ({ offerId, status, observedAt }));
}

/** Run the same syncs on a second stack without faults, as a reference, and return what `use` returns. */
export async function runUndisturbed<T>(
  sandbox: NonNullable<TestStackOptions['sandbox']>,
  use: (stack: TestStack) => Promise<T>,
): Promise<T> {
  const stack = await startTestStack({ sandbox });
  try {
    return await use(stack);
  } finally {
    await stack.stop();
  }
}

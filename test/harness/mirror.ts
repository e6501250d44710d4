import { readMirror } from '../../harness/mirror/compare';
import { startTestStack, type TestStack, type TestStackOptions } from '../../harness/stack';
import { NOW } from './use-stack';

/** The ids of Active offers in the order of a scan. */
export function activeIds({ sandbox }: TestStack): string[] {
  return sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
}

/** The ids of the offers on one page of a scan. */
export function idsOnPage(stack: TestStack, page: number): string[] {
  return activeIds(stack).slice((page - 1) * 100, page * 100);
}

/** The number of pages of a scan. */
export function countPages({ sandbox }: TestStack): number {
  return Math.ceil(sandbox.catalogue.countsAt(NOW).active / 100);
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

/**
 * Counts the offers with a conversion in the last five minutes of the sandbox's clock. Because that clock stands still,
 * their ages look like new conversions if a later run observes them: it may count each as changed.
 */
export function countRecentlyConverted({ sandbox }: Pick<TestStack, 'sandbox'>): number {
  const ids = sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
  const ages = ids.map((id) => sandbox.catalogue.truthAt(id, NOW)?.lastConvAgeSeconds ?? Infinity);
  return ages.filter((age) => age < 300).length;
}

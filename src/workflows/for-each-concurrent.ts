import { CancellationScope } from '@temporalio/workflow';

/**
 * Run `work` on each item that `next` returns, at most `limit` at a time, until `next` returns undefined.
 *
 * `next` is called again after each item, so `work` may add items to its source. After a failure no new item is started,
 * running items are cancelled and awaited, and then the first failure is thrown: nothing keeps running after the call.
 */
export async function forEachConcurrent<T>(
  next: () => T | undefined,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const scope = new CancellationScope({ cancellable: true });
  await scope.run(async () => {
    const failures: unknown[] = [];
    const runItems = async () => {
      while (failures.length === 0) {
        const item = next();
        if (item === undefined) return;
        try {
          await work(item);
        } catch (error) {
          failures.push(error);
          scope.cancel();
        }
      }
    };
    await Promise.all(Array.from({ length: limit }, runItems));
    if (failures.length > 0) throw failures[0];
  });
}

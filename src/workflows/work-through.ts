import { CancellationScope } from '@temporalio/workflow';

/**
 * Work through what `next` hands out, at most `limit` at once, until it hands out undefined.
 *
 * `next` is asked again after each piece of work, so work may add to what is left. After a failure nothing new is
 * begun, what is open is cancelled and waited for, and then the first failure is thrown: nothing goes on behind
 * the caller's back.
 */
export async function workThrough<T>(
  next: () => T | undefined,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const scope = new CancellationScope({ cancellable: true });
  await scope.run(async () => {
    const failures: unknown[] = [];
    const lane = async () => {
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
    await Promise.all(Array.from({ length: limit }, lane));
    if (failures.length > 0) throw failures[0];
  });
}

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeat a check every 20 ms until it returns something other than undefined or false, and return that.
 *
 * @throws {Error} that names the condition, after `withinMs`.
 */
export async function poll<T>(
  condition: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 90_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const result = await check();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${condition}`);
    await sleep(20);
  }
}

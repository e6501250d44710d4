import { setTimeout as wait } from 'node:timers/promises';

/** Wait until a question has an answer other than undefined or false. Fails, naming the question, after `withinMs`. */
export async function poll<T>(
  question: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 45_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`After ${withinMs} ms still not: ${question}`);
    await wait(20);
  }
}

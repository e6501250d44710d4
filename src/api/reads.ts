import { createCoalescer } from '../client';
import type { Store } from '../store';

/** With what surrounds it a caller has its answer, or its refusal, within 3 seconds. */
const READ_TIMEOUT_MS = 2_500;

const QUESTIONS = [
  'ping',
  'readSource',
  'readFreshness',
  'readLastFinished',
  'listOffers',
  'readOffer',
  'listRuns',
  'readRun',
  'readRunCounts',
  'readOfferCounts',
] as const satisfies readonly (keyof Store)[];

/**
 * What an operator looks at, often with many eyes on the same: who asks it while it is being asked shares the next
 * answer. Offers are asked in so many ways that this would only keep callers waiting.
 */
const SHARED: readonly string[] = [
  'ping',
  'readSource',
  'readFreshness',
  'readLastFinished',
  'listRuns',
  'readRun',
  'readRunCounts',
  'readOfferCounts',
] satisfies (typeof QUESTIONS)[number][];

/** What the API asks the database. It writes nothing there. */
export type Reads = Pick<Store, (typeof QUESTIONS)[number]>;

/** The database has not answered in time. */
export class DatabaseTimeoutError extends Error {
  override name = 'DatabaseLateError';
}

/** The questions that the API asks, each of which is answered or given up within 2.5 seconds. */
export function boundedReads(store: Store): Reads {
  const share = createCoalescer();
  const bounded = QUESTIONS.map((name) => {
    const questions = store as unknown as Record<string, (...input: unknown[]) => Promise<unknown>>;
    const ask = (...input: unknown[]) => questions[name]!(...input);
    const askShared = (...input: unknown[]) => share(JSON.stringify([name, input]), () => ask(...input));
    return [name, (...input: unknown[]) => inTime((SHARED.includes(name) ? askShared : ask)(...input))];
  });
  return Object.fromEntries(bounded) as Reads;
}

async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DatabaseTimeoutError()), READ_TIMEOUT_MS);
  });
  // What comes after nobody waits any more has nobody to tell.
  asked.catch(() => undefined);
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

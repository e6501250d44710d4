import type { Store } from '../store/store';

/** With what surrounds it a caller has its answer, or its refusal, within 3 seconds. */
const PATIENCE_MS = 2_500;

const QUESTIONS = [
  'ping',
  'readOrigin',
  'freshness',
  'listOffers',
  'readOffer',
  'listRuns',
  'readRun',
  'readRunFigures',
  'readOfferFigures',
] as const satisfies readonly (keyof Store)[];

/** What the API asks the database. It writes nothing there. */
export type Reads = Pick<Store, (typeof QUESTIONS)[number]>;

/** The database has not answered in time. */
export class DatabaseLateError extends Error {
  override name = 'DatabaseLateError';
}

/** The questions that the API asks, each of which is answered or given up within 2.5 seconds. */
export function readInTime(store: Store): Reads {
  const bounded = QUESTIONS.map((name) => {
    const questions = store as unknown as Record<string, (...input: unknown[]) => Promise<unknown>>;
    return [name, (...input: unknown[]) => inTime(questions[name]!(...input))];
  });
  return Object.fromEntries(bounded) as Reads;
}

async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DatabaseLateError()), PATIENCE_MS);
  });
  // What comes after nobody waits any more has nobody to tell.
  asked.catch(() => undefined);
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

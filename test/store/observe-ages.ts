import type { LastConversion } from '../../src/domain/offer';
import { parseAge } from '../../src/domain/parse/age';
import { minute, observedOffer, runOf, type TestStore } from './test-store';

/** The interval of a last conversion, in seconds after 10:00. */
interface Interval {
  from: number | null;
  to: number | null;
}

/** What the network states, in its own words. */
export function stated(raw: string | null): LastConversion {
  const age = parseAge(raw);
  if (age.kind === 'unreadable') throw new Error(`${raw} is no age`);
  return raw === null || age.value === null
    ? { raw: null, ageSeconds: null, precisionSeconds: null }
    : { raw, ageSeconds: age.value.seconds, precisionSeconds: age.value.precisionSeconds };
}

/** The instant that many seconds after 10:00. */
export function second(seconds: number): string {
  return new Date(Date.parse(minute(0)) + seconds * 1_000).toISOString().replace('Z', '000Z');
}

let requests = 0;

/** Saves what the network states about some offers, and returns how many of them changed. */
export async function observe(
  context: TestStore,
  at: number,
  ages: Map<string, LastConversion>,
  answeredWithinMs = 0,
): Promise<number> {
  requests += 1;
  const { changed } = await context.save(
    [...ages].map(([offerId, lastConversion]) => observedOffer(offerId, { lastConversion })),
    { run: runOf('high'), requestKey: `batch/${requests}`, observedAt: second(at), answeredWithinMs },
  );
  return changed;
}

/** The intervals in the mirror, in seconds after 10:00. */
export async function readIntervals({ pool }: TestStore): Promise<Map<string, Interval>> {
  const inSeconds = (column: string) => `extract(epoch FROM ${column} - $1::timestamptz)::float8`;
  const { rows } = await pool.query<Interval & { id: string }>(
    `SELECT offer_id AS id, ${inSeconds('last_conversion_from')} AS from, ${inSeconds('last_conversion_to')} AS to
     FROM offers`,
    [minute(0)],
  );
  return new Map(rows.map(({ id, from, to }) => [id, { from, to }]));
}

import type { Rhythm, Stop } from '../../domain/rhythm/state';

/** The times of a rhythm, apart from `observedAt`, which is a column. */
const TIMES = [
  'exposedUntil',
  'learningSince',
  'decayedAt',
  'cusumSince',
  'stopDeadline',
  'lastStartAt',
  'cooldownUntil',
] as const satisfies (keyof Rhythm)[];

/** Its parts that contain times, and these. */
const PARTS = ['conversion', 'stopped', 'slowed'] as const satisfies (keyof Rhythm)[];
const TIMES_OF_PARTS = ['from', 'to', 'since', 'recoveredAt'] as const satisfies (
  keyof Stop | keyof NonNullable<Rhythm['conversion']>
)[];

const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

/** SQL of the column `state` of `rhythm_states` with all of its times moved back by an interval. */
export function shiftState(interval: string): string {
  const moved = (value: string) => `to_jsonb(${value}::numeric - extract(epoch FROM ${interval}))`;
  return `(SELECT jsonb_object_agg(key, CASE
    WHEN key IN (${list(TIMES)}) AND jsonb_typeof(value) = 'number' THEN ${moved('value')}
    WHEN key IN (${list(PARTS)}) AND jsonb_typeof(value) = 'object' THEN (
      SELECT jsonb_object_agg(name, CASE WHEN name IN (${list(TIMES_OF_PARTS)}) AND jsonb_typeof(part) = 'number'
        THEN ${moved('part')} ELSE part END) FROM jsonb_each(value) AS parts (name, part))
    ELSE value END) FROM jsonb_each(state))`;
}

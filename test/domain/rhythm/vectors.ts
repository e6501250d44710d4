import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAge } from '../../../src/domain/parse/age';
import type { Observation } from '../../../src/domain/rhythm/observe';
import { RHYTHM_DEFAULTS, type RhythmSettings } from '../../../src/domain/rhythm/settings';

/** Settings of a case in snake case. */
type CaseSettings = Record<string, number | null>;

/** One case: observations one by one, or looks at a list of conversions. */
export interface RhythmCase {
  name: string;
  why: string;
  settings: CaseSettings;
  input: {
    observations?: [at: number, age: string | null][];
    looks?: { from: number; to: number; every: number; missed?: [from: number, to: number][] };
    conversions?: number[];
    status?: [from: number, status: string][];
    network_silent?: [from: number, to: number][];
  };
  expect: {
    events: Record<string, unknown>[];
    state?: Record<string, unknown>;
    describe?: {
      at: number;
      is: Record<string, number | null>;
      silence_limit: number;
      stop_deadline: number | null;
    }[];
  };
}

interface Vectors {
  numbers: {
    gap_histogram: number[];
    hourly_count: number;
    hourly_exposure: number;
    mean_gap: number;
    survival: Record<string, number>;
    silence_limit: Record<'quick' | 'usual' | 'sure', number>;
    return_period: Record<string, number>;
  }[];
  cases: RhythmCase[];
}

/** Inputs and results of the reference implementation of the model, with times in seconds since a midnight UTC. */
export const VECTORS = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/rhythm-vectors.json'), 'utf8'),
) as Vectors;

const toCamelCase = (name: string) => name.replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());
const toSnakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export function settingsOf({ settings }: RhythmCase): RhythmSettings {
  const given = Object.entries(settings).map(([name, value]) => [toCamelCase(name), value]);
  return { ...RHYTHM_DEFAULTS, ...(Object.fromEntries(given) as Partial<RhythmSettings>) };
}

/** The same value with the names of the vectors. Intervals become two properties: `conversion_from`, `conversion_to`. */
export function inSnakeCase(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
      if (name === 'conversion') {
        const { from, to } = (part ?? { from: null, to: null }) as { from: unknown; to: unknown };
        return [
          ['conversion_from', from],
          ['conversion_to', to],
        ];
      }
      const isObject = typeof part === 'object' && part !== null && !Array.isArray(part);
      return [[toSnakeCase(name), isObject ? inSnakeCase(part) : part]];
    }),
  );
}

/** An observation at a time, whose age is worded as the network does: `4min`, `6h18min`, `1d5h`. */
function observationAt(at: number, ageText: string | null, rest: Partial<Observation> = {}): Observation {
  const age = parseAge(ageText);
  return { at, isActive: true, lastConversion: toInterval(at, age), ...rest };
}

function toInterval(at: number, age: ReturnType<typeof parseAge>): Observation['lastConversion'] {
  if (age.kind === 'unreadable') return 'unreadable';
  if (age.value === null) return null;
  const { seconds, precisionSeconds } = age.value;
  return { from: at - seconds - precisionSeconds, to: at - seconds };
}

/** The age of a conversion as the network words it. */
function wordAge(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const part = (amount: number, unit: string) => (amount === 0 ? '' : `${amount}${unit}`);
  if (hours === 0) return `${minutes}min`;
  if (days === 0) return `${hours}h${part(minutes % 60, 'min')}`;
  return `${days}d${part(hours % 24, 'h')}`;
}

/** The observations of a case, in the order of their arrival. */
export function observationsOf({ input }: RhythmCase): Observation[] {
  if (input.observations) return input.observations.map(([at, age]) => observationAt(at, age));
  const { from, to, every, missed = [] } = input.looks!;
  const observations: Observation[] = [];
  let seen = 0;
  for (let at = from; at <= to; at += every) {
    while (seen < input.conversions!.length && input.conversions![seen]! <= at) seen += 1;
    if (missed.some((span) => span[0] <= at && at < span[1])) continue;
    const last = input.conversions![seen - 1];
    const status = input.status?.findLast(([since]) => at >= since)?.[1] ?? 'Active';
    observations.push(
      observationAt(at, last === undefined ? null : wordAge(at - last), {
        isActive: status === 'Active',
        networkSilence: networkSilence(input.network_silent ?? [], at, last),
      }),
    );
  }
  return observations;
}

function networkSilence(spans: [from: number, to: number][], at: number, last: number | undefined): number {
  if (spans.some(([from, to]) => from <= at && at < to)) return Infinity;
  const overlap = spans.map(([from, to]) => (at >= to && last !== undefined ? to - Math.max(from, last) : 0));
  return Math.max(0, ...overlap);
}

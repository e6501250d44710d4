import { measureBaseline } from './baseline';
import { measureGrowth } from './growth';
import { measureDay, measureHistory } from './history';
import { measureLoad } from './load';
import { measureMerge } from './measure-merge';
import { measureStart } from './measure-start';
import type { Measurement } from './measurements';
import { measurePage } from './page';
import { measureReads, READ_TRIALS } from './reads';
import { measureRhythm } from './rhythm';
import { measureSoak } from './soak';
import { startServers } from './stack';
import { runTrials, type Trial } from './syncs';
import { measureTimeline } from './timeline';
import { withCleanup } from './with-cleanup';

const ROUNDS = 5;

const SMALL: Trial = {
  pages: 120,
  rounds: ROUNDS,
  fullBound: 1.8,
  withHigh: true,
  withHighBesideFull: false,
};
const ONE_ROUND: Trial = { ...SMALL, rounds: 1 };
const LARGE: Trial = {
  pages: 1_200,
  rounds: ROUNDS,
  fullBound: 1.3,
  withHigh: false,
  withHighBesideFull: true,
};
const MILLION: Trial = { pages: 10_000, rounds: 1, withHigh: false, withHighBesideFull: false };

/** Syncs over networks of different sizes. They share servers, and the smallest is the baseline for memory. */
const TRIALS = { '120': SMALL, '1200': LARGE, scale: MILLION } as const;
type TrialName = keyof typeof TRIALS;

export type PartName =
  | TrialName
  | 'merge'
  | 'start'
  | 'reads'
  | 'load'
  | 'rhythm'
  | 'history'
  | 'day'
  | 'page'
  | 'baseline'
  | 'timeline'
  | 'growth'
  | 'soak';
export const PARTS = [
  ...(Object.keys(TRIALS) as TrialName[]),
  'merge',
  'start',
  'reads',
  'load',
  'rhythm',
  'history',
  'day',
  'page',
  'baseline',
  'timeline',
  'growth',
  'soak',
] as readonly PartName[];

/** Without the parts that take minutes. */
export const DEFAULT_PARTS: readonly PartName[] = ['120', '1200', 'merge', 'start'];

/** Share the servers of the syncs. */
const WITH_SERVERS = ['reads', 'load', 'history', 'page', 'baseline', 'timeline'] as const;

/** The benchmark fails if a measurement of these misses its bound, even without `--strict`. */
export const STRICT_PARTS: readonly PartName[] = ['reads', 'load', 'rhythm', 'soak'];

export interface PartOptions {
  parts: readonly PartName[];
  /** One round over 120 pages, nothing else. */
  isQuick: boolean;
  /** Duration of the soak. */
  minutes: number;
}

/** Run the selected parts. `log` receives what is being measured. */
export async function measureParts(
  { parts, isQuick, minutes }: PartOptions,
  log: (line: string) => void,
): Promise<Measurement[]> {
  const includes = (part: PartName) => !isQuick && parts.includes(part);
  const trials = isQuick ? [ONE_ROUND] : trialsOf(parts);
  return withCleanup(async (cleanup) => {
    const measurements: Measurement[] = [];
    if (trials.length > 0 || WITH_SERVERS.some(includes)) {
      const servers = await startServers(cleanup);
      if (trials.length > 0) measurements.push(...(await runTrials(servers, trials, log)));
      for (const trial of includes('reads') ? READ_TRIALS : [])
        measurements.push(...(await measureReads(servers, trial, log)));
      if (includes('load')) measurements.push(...(await measureLoad(servers, log)));
      if (includes('history')) measurements.push(...(await measureHistory(servers, log)));
      if (includes('page')) measurements.push(...(await measurePage(servers, log)));
      if (includes('baseline')) measurements.push(...(await measureBaseline(servers, log)));
      if (includes('timeline')) measurements.push(...(await measureTimeline(servers, log)));
    }
    if (includes('merge')) {
      log('storing observations');
      measurements.push(...(await measureMerge()));
    }
    if (includes('start')) measurements.push(...(await measureStart(log)));
    if (includes('rhythm')) measurements.push(...(await measureRhythm(log)));
    if (includes('day')) measurements.push(...(await measureDay(log)));
    if (includes('growth')) measurements.push(...(await measureGrowth(log)));
    if (includes('soak')) measurements.push(...(await measureSoak(minutes, log)));
    return measurements;
  });
}

/** The trial over a million offers needs 120 pages as its baseline. */
function trialsOf(parts: readonly PartName[]): Trial[] {
  const names = (Object.keys(TRIALS) as TrialName[]).filter((name) => parts.includes(name));
  const trials = names.map((name) => TRIALS[name]);
  return names.includes('scale') && !names.includes('120') ? [ONE_ROUND, ...trials] : trials;
}

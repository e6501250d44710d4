import type { CleanupStack } from '../src/async/cleanup';
import type { Figure } from './figures';
import { measureLoad } from './load';
import { measureMerge } from './measure-merge';
import { measureStart } from './measure-start';
import { startServers } from './programs/start-servers';
import { measureReads, READS } from './reads';
import { measureSoak } from './soak';
import type { Trial } from './syncs';
import { runTrials } from './syncs/run-trials';

const ROUNDS = 5;

const SMALL: Trial = {
  pages: 120,
  rounds: ROUNDS,
  fullReach: 1.8,
  withHigh: true,
  withHighBesideFull: false,
};
const ONE_ROUND: Trial = { ...SMALL, rounds: 1 };
const LARGE: Trial = {
  pages: 1_200,
  rounds: ROUNDS,
  fullReach: 1.3,
  withHigh: false,
  withHighBesideFull: true,
};
const MILLION: Trial = { pages: 10_000, rounds: 1, withHigh: false, withHighBesideFull: false };

/** Syncs over networks of these sizes. All that are wanted run on the same servers, and are held against the smallest. */
const TRIALS = { '120': SMALL, '1200': LARGE, scale: MILLION } as const;
type TrialName = keyof typeof TRIALS;

export const PARTS = [
  ...Object.keys(TRIALS),
  'merge',
  'start',
  'reads',
  'load',
  'soak',
] as readonly PartName[];
export type PartName = TrialName | 'merge' | 'start' | 'reads' | 'load' | 'soak';

/** What runs where nothing is named: whatever takes minutes, and nobody needs each time, is left out. */
export const USUAL_PARTS: readonly PartName[] = ['120', '1200', 'merge', 'start'];

/** Whose figures are promises by themselves: a run of them that breaks one has failed. */
export const PROMISING_PARTS: readonly PartName[] = ['reads', 'load', 'soak'];

export interface Wishes {
  parts: readonly PartName[];
  /** One round over 120 pages, nothing else. */
  isQuick: boolean;
  /** How long to soak. */
  minutes: number;
}

/** Measure what is wished for. Whoever owns the cleanup ends what was started for it. */
export async function measureParts(
  { parts, isQuick, minutes }: Wishes,
  cleanup: CleanupStack,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const wants = (part: PartName) => !isQuick && parts.includes(part);
  const trials = isQuick ? [ONE_ROUND] : trialsOf(parts);
  const figures: Figure[] = [];
  if (trials.length > 0 || wants('reads') || wants('load')) {
    const servers = await startServers(cleanup);
    if (trials.length > 0) figures.push(...(await runTrials(servers, trials, tell)));
    for (const trial of wants('reads') ? READS : [])
      figures.push(...(await measureReads(servers, trial, tell)));
    if (wants('load')) figures.push(...(await measureLoad(servers, tell)));
  }
  if (wants('merge')) {
    tell('storing observations');
    figures.push(...(await measureMerge()));
  }
  if (wants('start')) figures.push(...(await measureStart(tell)));
  if (wants('soak')) figures.push(...(await measureSoak(minutes, tell)));
  return figures;
}

/** A million offers are held against 120 pages, so those come first. */
function trialsOf(parts: readonly PartName[]): Trial[] {
  const wanted = (Object.keys(TRIALS) as TrialName[]).filter((name) => parts.includes(name));
  const trials = wanted.map((name) => TRIALS[name]);
  return wanted.includes('scale') && !wanted.includes('120') ? [ONE_ROUND, ...trials] : trials;
}

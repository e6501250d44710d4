import { createTemporalClient } from '../../src/client';
import { readConfig } from '../../src/config';
import { type Measurement, single } from '../measurements';
import type { Servers } from '../stack';
import { measureHighBesideDefaultFull, runTrial, type Trial, type TrialResult } from './trial';

export type { Trial } from './trial';

/** Relative to the worker's memory in the first trial. */
const MEMORY_BOUND = 1.5;

const HISTORY_BOUND_EVENTS = 9_999;

/** Run trials one after the other: their durations, the worker's memory in each, and the largest history of all. */
export async function runTrials(
  servers: Servers,
  trials: Trial[],
  log: (line: string) => void,
): Promise<Measurement[]> {
  const results: TrialResult[] = [];
  const measurements: Measurement[] = [];
  for (const trial of trials) {
    const result = await runTrial(servers, trial, log);
    results.push(result);
    measurements.push(...result.measurements);
    if (trial.withHighBesideFull)
      measurements.push(await measureHighBesideDefaultFull(servers, trial.rounds, log));
  }
  return [...measurements, ...memoryOf(trials, results), await measureHistories(servers)];
}

function memoryOf(trials: Trial[], results: TrialResult[]): Measurement[] {
  const baseline = results[0]?.peakMiB;
  return results.flatMap(({ peakMiB }, index) => {
    if (peakMiB === undefined || baseline === undefined) return [];
    const peak = single(`worker memory, ${trials[index]!.pages} pages`, 'MiB', peakMiB);
    return index === 0 ? [peak] : [{ ...peak, baseline, bound: { atMost: MEMORY_BOUND } }];
  });
}

async function measureHistories({ temporal: { address } }: Servers): Promise<Measurement> {
  const temporal = createTemporalClient(readConfig({ TEMPORAL_ADDRESS: address }).temporal);
  try {
    let largest = 0;
    for await (const { historyLength } of temporal.workflow.list())
      largest = Math.max(largest, historyLength);
    return single('largest history of one run', 'events', largest, { atMost: HISTORY_BOUND_EVENTS });
  } finally {
    await temporal.connection.close();
  }
}

import { createTemporalClient } from '../../src/client/connection';
import type { Figure } from '../figures';
import type { Servers } from '../programs/start-servers';
import { measureHighBesideUsualFull, runTrial, type Trial, type TrialResult } from '.';

/** Against the worker's memory in the first trial; and events in the largest history of one run. */
const MEMORY_REACH = 1.5;
const HISTORY_REACH = 9_999;

/** Run trials one after the other; their figures, the memory that each needed, and the largest history of all. */
export async function runTrials(
  servers: Servers,
  trials: Trial[],
  tell: (line: string) => void,
): Promise<Figure[]> {
  const results: TrialResult[] = [];
  const figures: Figure[] = [];
  for (const trial of trials) {
    const result = await runTrial(servers, trial, tell);
    results.push(result);
    figures.push(...result.figures);
    if (trial.withHighBesideFull) figures.push(await measureHighBesideUsualFull(servers, trial.rounds, tell));
  }
  return [...figures, ...memoryFigures(trials, results), await measureHistories(servers)];
}

/** What each trial's worker needed, against the first one's. */
function memoryFigures(trials: Trial[], results: TrialResult[]): Figure[] {
  const [first] = results;
  return results.flatMap(({ mostMiB }, index) => {
    if (mostMiB === undefined || first?.mostMiB === undefined) return [];
    const figure: Figure = {
      what: `worker's memory, ${trials[index]!.pages} pages`,
      unit: 'MiB',
      samples: [mostMiB],
    };
    return index === 0 ? [figure] : [{ ...figure, against: first.mostMiB, reach: { atMost: MEMORY_REACH } }];
  });
}

/** The largest of all histories that the server has by now. */
async function measureHistories({ temporalAddress }: Servers): Promise<Figure> {
  const temporal = createTemporalClient({
    environment: { TEMPORAL_ADDRESS: temporalAddress },
    isChosen: true,
    uiUrl: undefined,
    cliPath: undefined,
  });
  try {
    let largest = 0;
    for await (const { historyLength } of temporal.workflow.list())
      largest = Math.max(largest, historyLength);
    return {
      what: 'largest history of one run',
      unit: 'events',
      samples: [largest],
      reach: { atMost: HISTORY_REACH },
    };
  } finally {
    await temporal.connection.close();
  }
}

import { parseArgs } from 'node:util';
import { createTemporalClient } from '../src/temporal';
import { createTeardown } from '../src/teardown';
import { type Figure, isReached } from './figures';
import { measureMerge } from './measure-merge';
import { runTrial, type Trial, type TrialResult } from './measure-syncs';
import { describeMachine, figuresAsJson, wordFigures } from './print-figures';
import { startServers, type Servers } from './start-servers';

const USAGE = `npm run bench -- [--quick] [--million] [--only 120|1200|merge] [--json] [--strict]

  --quick    one round over 120 pages, nothing else
  --million  a FULL over 10,000 pages, too: some three minutes more
  --only     one part of it
  --json     the figures for a program to read
  --strict   exit code 1 where a figure misses its bound`;

const ROUNDS = 5;

const SMALL: Trial = {
  pages: 120,
  rounds: ROUNDS,
  fullReach: 1.8,
  withHigh: true,
  withHighBesideFull: false,
};
const LARGE: Trial = {
  pages: 1_200,
  rounds: ROUNDS,
  fullReach: 1.3,
  withHigh: false,
  withHighBesideFull: true,
};
const MILLION: Trial = { pages: 10_000, rounds: 1, withHigh: false, withHighBesideFull: false };

/** Against the worker's memory over 120 pages; and events in the largest history of one run. */
const MEMORY_REACH = 1.5;
const HISTORY_REACH = 9_999;

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      million: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) return print(USAGE);
  const tell = (line: string) => void process.stderr.write(`${line} …\n`);

  const isWanted = (part: string) => options.only === undefined || options.only === part;
  const trials = options.quick
    ? [{ ...SMALL, rounds: 1 }]
    : [
        ...[SMALL, LARGE].filter(({ pages }) => isWanted(String(pages))),
        ...(options.million ? [MILLION] : []),
      ];
  const figures = await measureSyncs(trials, tell);
  if (!options.quick && isWanted('merge')) {
    tell('storing observations');
    figures.push(...(await measureMerge()));
  }

  print(options.json ? figuresAsJson(figures) : `${describeMachine()}\n\n${wordFigures(figures)}`);
  if (options.strict && !figures.every(isReached)) process.exitCode = 1;
}

async function measureSyncs(trials: Trial[], tell: (line: string) => void): Promise<Figure[]> {
  if (trials.length === 0) return [];
  const teardown = createTeardown();
  const stop = () => process.exit(130);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const servers = await startServers(teardown);
    const results: TrialResult[] = [];
    for (const trial of trials) results.push(await runTrial(servers, trial, tell));
    return [
      ...results.flatMap(({ figures }) => figures),
      ...memoryFigures(trials, results),
      await measureHistories(servers),
    ];
  } finally {
    await teardown.close();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
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

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});

import { parseArgs } from 'node:util';
import { createCleanupStack } from '../src/async/cleanup';
import { type Figure, isReached } from './figures';
import { measureParts, type PartName, PARTS, PROMISING_PARTS, USUAL_PARTS } from './parts';
import { describeMachine, figuresAsJson, wordFigures } from './print-figures';

const USAGE = `npm run bench -- [part …] [--quick] [--minutes n] [--json] [--strict]

  parts: ${PARTS.join(' ')}; unless said ${USUAL_PARTS.join(' ')}
    120, 1200   FULL and HIGH over so many pages
    merge       storing observations
    start       from a second start to the first answer
    reads       pages of offers in mirrors of 12,000 and a million: some five minutes
    load        500 questions a second beside running syncs: some three minutes
    scale       a FULL over 10,000 pages: some three minutes
    soak        all kinds of faults at once, for --minutes

  --quick    one round over 120 pages, nothing else
  --million  scale, beside the usual parts
  --only     one part
  --minutes  how long to soak; 30 unless said
  --json     the figures for a program to read
  --strict   exit code 1 where any figure misses its bound; ${PROMISING_PARTS.join(', ')} do so anyway`;

interface Options {
  parts: PartName[];
  quick: boolean;
  json: boolean;
  strict: boolean;
  minutes: number;
}

/** @throws {TypeError} with a sentence, where they make no sense. */
function readOptions(): Options | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      million: { type: 'boolean', default: false },
      only: { type: 'string' },
      minutes: { type: 'string', default: '30' },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { quick, million, only, json, strict } = values;
  const named = only === undefined ? positionals : [...positionals, only];
  const parts = [...(named.length > 0 ? named : USUAL_PARTS), ...(million ? ['scale'] : [])];
  const unknown = parts.find((part) => !(PARTS as readonly string[]).includes(part));
  if (unknown !== undefined) throw new TypeError(`there is no part ${unknown}\n\n${USAGE}`);
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new TypeError('--minutes must be a number above 0');
  return { parts: parts as PartName[], quick, json, strict, minutes };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) return print(USAGE);
  const { parts, quick, json, strict, minutes } = options;
  const figures = await measureAll({ parts, isQuick: quick, minutes });
  print(json ? figuresAsJson(figures) : `${describeMachine()}\n\n${wordFigures(figures)}`);
  const isBinding = strict || PROMISING_PARTS.some((part) => !quick && parts.includes(part));
  if (isBinding && !figures.every(isReached)) process.exitCode = 1;
}

async function measureAll(wishes: Parameters<typeof measureParts>[0]): Promise<Figure[]> {
  const cleanup = createCleanupStack();
  const stop = () => process.exit(130);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await measureParts(wishes, cleanup, (line) => void process.stderr.write(`${line} …\n`));
  } finally {
    await cleanup.closeAll();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});

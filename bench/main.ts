import { parseArgs } from 'node:util';
import { EXIT } from '../src/cli/exit-codes';
import { meetsBound } from './measurements';
import { DEFAULT_PARTS, measureParts, type PartName, PARTS, STRICT_PARTS } from './parts';
import { describeMachine, formatJson, formatTable } from './report';
import { closeRunning } from './with-cleanup';

const USAGE = `npm run bench -- [part …] [--quick] [--minutes n] [--json] [--strict]

  parts: ${PARTS.join(' ')}. Default: ${DEFAULT_PARTS.join(' ')}.
    120, 1200   FULL and HIGH over this number of pages
    merge       storing observations
    start       from a second start to the first response
    reads       pages of offers in mirrors of 12,000 and a million offers; about five minutes
    load        500 requests per second beside running syncs; about three minutes
    rhythm      alarms about the silence of offers, in a simulated world; about half an hour
    history     HIGH and storing observations, relative to both without histories, rhythms and episodes; about five minutes
    page        the page in Chromium: first view, interactions, memory, 50 open pages; about six minutes
    day         rows and bytes that a day adds; about ten minutes
    baseline    the Bull plan that this service replaces, in turn with it; about ten minutes
    timeline    draws what a FULL and a HIGH do, in docs/images; half a minute
    growth      FULL and HIGH over networks from 1,200 to a million offers; about ten minutes
    scale       a FULL over 10,000 pages; about three minutes
    soak        all kinds of faults at once, for --minutes

  --quick    one round over 120 pages, nothing else
  --million  scale, in addition to the default parts
  --only     one part
  --minutes  duration of soak. Default: 30.
  --json     JSON output
  --strict   exit code 1 if any measurement misses its bound. Always on for ${STRICT_PARTS.join(', ')}.`;

interface Options {
  parts: PartName[];
  quick: boolean;
  json: boolean;
  strict: boolean;
  minutes: number;
}

/** @throws {TypeError} on invalid arguments. */
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
  const parts = [...(named.length > 0 ? named : DEFAULT_PARTS), ...(million ? ['scale'] : [])];
  const unknown = parts.find((part) => !(PARTS as readonly string[]).includes(part));
  if (unknown !== undefined) throw new TypeError(`Unknown part ${unknown}. Parts: ${PARTS.join(' ')}`);
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new TypeError('--minutes must be a number above 0.');
  return { parts: parts as PartName[], quick, json, strict, minutes };
}

async function main(): Promise<void> {
  let options: Options | undefined;
  try {
    options = readOptions();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = EXIT.usage;
    return;
  }
  if (options === undefined) return print(USAGE);
  const { parts, quick, json, strict, minutes } = options;
  const exit = () => void closeRunning().finally(() => process.exit(130));
  process.once('SIGINT', exit).once('SIGTERM', exit);
  const measurements = await measureParts(
    { parts, isQuick: quick, minutes },
    (line) => void process.stderr.write(`${line} …\n`),
  );
  print(json ? formatJson(measurements) : `${describeMachine()}\n\n${formatTable(measurements)}`);
  const isStrict = strict || STRICT_PARTS.some((part) => !quick && parts.includes(part));
  if (isStrict && !measurements.every(meetsBound)) process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});

import { startSandbox, type Sandbox } from '../src/sandbox';

/** The network of a benchmark. All of its offers are Active, and nothing changes. */
export interface BenchNetwork {
  token: string;
  latencyMs: number;
  offers: number;
  /** The exact number of offers with a conversion. */
  converting: number;
}

/** The catalogue is random, so more offers convert at first than requested. */
const SPARE = 1.2;

// The sandbox in a process of its own, so that it does not share an event loop with what is measured. Its argument is a
// BenchNetwork as JSON. It prints its URL, and ends on SIGTERM.
async function main(): Promise<void> {
  const { converting, ...options } = JSON.parse(process.argv[2]!) as BenchNetwork;
  const convertingShare = Math.min(1, (converting * SPARE) / options.offers);
  const sandbox = await startSandbox({
    ...options,
    churn: 0,
    epoch: Date.now(),
    activeShare: 1,
    convertingShare,
  });
  process.once('SIGTERM', () => void sandbox.close());
  limitConverting(sandbox, converting);
  process.stdout.write(`${sandbox.url}\n`);
}

function limitConverting({ catalogue }: Sandbox, converting: number): void {
  const now = Date.now();
  const ids = catalogue.idsAt(now).filter((id) => catalogue.truthAt(id, now)?.lastConvertedAtMs != null);
  if (ids.length < converting) throw new Error(`only ${ids.length} offers convert`);
  for (const id of ids.slice(converting)) catalogue.stopConverting(id);
}

void main();

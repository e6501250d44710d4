import { startSandbox, type Sandbox } from '../../src/sandbox';

/** What the sandbox of a measurement is like; all of its offers are Active, and nothing changes. */
export interface BenchNetwork {
  token: string;
  latencyMs: number;
  offers: number;
  /** Just so many of them have a conversion. */
  converting: number;
}

/** Enough more than wanted that chance does not make it fewer. */
const SPARE = 1.2;

// The sandbox in a process of its own, so that it does not share an event loop with what is measured. What it is
// like is its one argument, as JSON; it says its address, and ends when it is told to.
async function main(): Promise<void> {
  const { converting, ...options } = JSON.parse(process.argv[2]!) as BenchNetwork;
  const convertingShare = Math.min(1, (converting * SPARE) / options.offers);
  const sandbox = await startSandbox({ ...options, churn: 0, activeShare: 1, convertingShare });
  process.once('SIGTERM', () => void sandbox.close());
  keepConverting(sandbox, converting);
  process.stdout.write(`${sandbox.url}\n`);
}

function keepConverting({ catalogue }: Sandbox, converting: number): void {
  const now = Date.now();
  const ids = catalogue.idsAt(now).filter((id) => catalogue.truthAt(id, now)?.lastConvAgeSeconds != null);
  if (ids.length < converting) throw new Error(`only ${ids.length} offers convert`);
  for (const id of ids.slice(converting)) catalogue.stopConverting(id);
}

void main();

import type { SyncClient } from '../client';
import type { Config } from '../config';
import type { RunKey } from '../domain/run';
import type { Store } from '../store';
import type { BufferedLines } from '../terminal/buffered-lines';
import { showProgress } from '../terminal/follow-progress';

/** What the first FULL needs of what has just been brought up. */
export interface FirstFull {
  syncs: SyncClient;
  store: Store;
  config: Config;
  lines: BufferedLines;
}

/**
 * Show the FULL that is going, or start one where the mirror has none of late, and show that; otherwise say when the
 * last one ended. Resolves once it has ended, or the signal comes.
 *
 * Never throws: whatever goes wrong in the run is in its audit, and what cannot be followed is said.
 */
export async function followFirstFull(
  { syncs, store, config, lines }: FirstFull,
  signal: AbortSignal,
): Promise<void> {
  const { say, hold } = lines;
  try {
    const run = await findOrStart(syncs, store, config, say);
    if (run === undefined) return;
    const link = syncs.linkTo(run.workflowId);
    if (link !== null) say(`  ${link}`);
    // A bar that moves has the terminal's last line to itself.
    const release = process.stdout.isTTY ? hold() : () => undefined;
    await showProgress(syncs, run, process.stdout, signal).finally(release);
    if (signal.aborted) return;
    const [highMin, fullMin] = [config.high.everyMs / 60_000, config.full.everyMs / 60_000];
    say(`From here on: HIGH every ${highMin} min, FULL every ${fullMin} min. Ctrl-C ends everything.`);
  } catch (error) {
    if (signal.aborted) return;
    say(`The first FULL could not be followed: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}

async function findOrStart(
  syncs: SyncClient,
  store: Store,
  config: Config,
  say: BufferedLines['say'],
): Promise<RunKey | undefined> {
  // Left by an earlier start that was interrupted, or just begun by its schedule.
  const going = (await syncs.listRunning()).find(({ kind }) => kind === 'full');
  if (going !== undefined) {
    say('A FULL is going on:');
    return going;
  }
  const { lastFull } = await store.readFreshness();
  if (lastFull !== null && lastFull.ageSeconds * 1_000 < config.full.everyMs) {
    say(`The last FULL ended ${Math.round(lastFull.ageSeconds / 60)} min ago; the next comes by schedule.`);
    return undefined;
  }
  say('The first FULL:');
  return syncs.startSync('full');
}

import type { Config } from '../config';
import type { RunKey } from '../domain/run';
import { formatAge } from '../format/duration';
import { followProgress } from '../terminal/follow-progress';
import type { Screen } from '../terminal/screen';
import type { Clients } from './stack';

interface FirstFullDependencies extends Pick<Clients, 'store' | 'syncs'> {
  config: Config;
  screen: Screen;
}

/**
 * Show the progress of the running FULL, or of one started here if none has completed within the schedule's interval;
 * otherwise print when the last one ended. Resolves when the run has ended or the signal aborts.
 *
 * Never throws: a failure of the run is in its audit, and a failure to follow it is printed.
 */
export async function followFirstFull(deps: FirstFullDependencies, signal: AbortSignal): Promise<void> {
  const { syncs, config, screen } = deps;
  try {
    const run = await findOrStart(deps);
    if (run === undefined) return;
    const link = syncs.linkTo(run);
    if (link !== null) screen.print(`  ${link}`);
    await followProgress(syncs, run, signal, screen.openDisplay());
    if (signal.aborted) return;
    const [high, full] = [formatAge(config.high.everyMs), formatAge(config.full.everyMs)];
    screen.print(`Schedules: HIGH every ${high}, FULL every ${full}. Press Ctrl-C to stop.`);
  } catch (error) {
    if (signal.aborted) return;
    screen.print(`Cannot follow the first FULL: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
}

async function findOrStart({
  syncs,
  store,
  config,
  screen,
}: FirstFullDependencies): Promise<RunKey | undefined> {
  // Left by an interrupted start, or just started by its schedule.
  const running = (await syncs.listRunning()).find(({ kind }) => kind === 'full');
  if (running !== undefined) {
    screen.print('A FULL is running:');
    return running;
  }
  const { lastFull } = await store.readFreshness();
  if (lastFull !== null && lastFull.ageSeconds * 1_000 < config.full.everyMs) {
    const age = formatAge(lastFull.ageSeconds * 1_000);
    screen.print(`The last FULL ended ${age} ago. The next one runs on schedule.`);
    return undefined;
  }
  screen.print('Starting the first FULL:');
  return syncs.startSync('full');
}

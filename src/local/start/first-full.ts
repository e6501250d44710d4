import { type Config, readVersion } from '../../config';
import type { RunKey } from '../../domain/run';
import { formatAge } from '../../format/duration';
import { followProgress } from '../../terminal/follow-progress';
import type { Screen } from '../../terminal/screen';
import { checkNetwork, createUpstream } from '../../upstream';
import type { Clients } from '../clients';

/** An answer that takes longer counts as none, in milliseconds. */
const CHECK_WITHIN_MS = 5_000;

interface FirstFullDependencies extends Pick<Clients, 'store' | 'syncs'> {
  config: Config;
  screen: Screen;
  /** Where the API already answers. */
  url: string;
}

/**
 * Show the progress of the running FULL, or of one started here if none has completed within the schedule's interval;
 * otherwise print when the last one ended. Resolves when the run has ended or the signal aborts.
 *
 * Never throws: a failure of the run is in its audit, and a failure to follow it is printed.
 *
 * @returns whether a run was followed to its end.
 */
export async function followFirstFull(deps: FirstFullDependencies, signal: AbortSignal): Promise<boolean> {
  const { syncs, screen } = deps;
  try {
    const run = await findOrStart(deps);
    if (run === undefined) return false;
    await followProgress(syncs, run, signal, screen.openDisplay());
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    screen.print(`Cannot follow the first FULL: ${error instanceof Error ? error.message : 'unknown error'}`);
    return false;
  }
}

async function findOrStart({
  syncs,
  store,
  config,
  screen,
  url,
}: FirstFullDependencies): Promise<RunKey | undefined> {
  // Left by an interrupted start, or just started by its schedule.
  const running = (await syncs.listRunning()).find(({ kind }) => kind === 'full');
  if (running !== undefined) {
    screen.print(`A FULL is running. ${url} shows the mirror meanwhile:`);
    return running;
  }
  const { lastFull } = await store.readFreshness();
  if (lastFull !== null && lastFull.ageSeconds * 1_000 < config.full.everyMs) {
    const age = formatAge(lastFull.ageSeconds * 1_000);
    screen.print(`The last FULL ended ${age} ago. The next one runs on schedule.`);
    return undefined;
  }
  if (!(await checkToken(config, screen))) return undefined;
  screen.print(`Starting the first FULL. ${url} shows the mirror meanwhile:`);
  return syncs.startSync('full');
}

/**
 * Print why the network cannot be used, if so: before the FULL, whose requests are retried for minutes.
 *
 * @returns false if it refuses the token, which no retry changes.
 */
async function checkToken({ upstream: { url, token, timeoutMs, proxies } }: Config, screen: Screen) {
  // The sandbox.
  if (token === undefined) return true;
  const upstream = createUpstream({
    ...{ url, token, proxies, version: readVersion() },
    timeoutMs: Math.min(timeoutMs, CHECK_WITHIN_MS),
  });
  const { state, outcome, found, advice } = await checkNetwork(upstream, new URL(url).host);
  if (state === 'fine') return true;
  screen.print(`WARNING   ${found}`);
  if (advice !== null) screen.print(`          ${advice}`);
  if (outcome !== 'token_refused') return true;
  screen.print('          The first FULL is not started. Correct the token and start again.');
  return false;
}
